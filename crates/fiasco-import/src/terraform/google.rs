//! Google Cloud, where the same rows serve: instances and groups of them, subnets, Cloud SQL, Cloud Run.

use super::Reader;
use super::compute::{Scaling, Type, counted};
use super::network::between;
use super::resource::count;
use super::sizes;
use super::stores::{hosted, image};
use fiasco_estate::confidence::Confidence;
use fiasco_estate::fact::{FactKind, RawFact};
use fiasco_estate::pool::PoolKind;
use fiasco_estate::quantity::Rational;
use fiasco_source::{Node, Span};
use std::collections::BTreeMap;

/// Addresses of each subnet that Google keeps: the first two and the last two.
const KEPT: i64 = 4;

const TEMPLATES: &[&str] = &[
    "google_compute_instance_template",
    "google_compute_region_instance_template",
];

/// Connections a Cloud SQL instance accepts depend on its memory: anything of this where no flag says.
const CONNECTIONS: (i64, i64) = (25, 10_000);

impl<'t, 'a> Reader<'_, 't, 'a> {
    pub(super) fn google(&mut self) {
        for index in self.graph.of_kind(&["google_compute_subnetwork"]) {
            if let Some(prefix) = self.graph.row(index).get("ip_cidr_range") {
                let scope = self.scope(index, "network", &["google_compute_network"]);
                self.subnet(index, prefix, scope, KEPT);
            }
        }
        self.instances(
            &["google_compute_instance"],
            "machine_type",
            "google",
            sizes::google,
        );
        let managers = [
            "google_compute_instance_group_manager",
            "google_compute_region_instance_group_manager",
        ];
        let scalers = self
            .graph
            .of_kind(&["google_compute_autoscaler", "google_compute_region_autoscaler"]);
        let mut of: BTreeMap<usize, usize> = BTreeMap::new();
        for scaler in scalers {
            if let Some(manager) = self.graph.link(scaler, "target", &managers) {
                of.entry(manager).or_insert(scaler);
            }
        }
        for index in self.graph.of_kind(&managers) {
            self.manager(index, of.get(&index).copied());
        }
        for index in self.graph.of_kind(&["google_sql_database_instance"]) {
            self.sql(index);
        }
        for index in self
            .graph
            .of_kind(&["google_cloud_run_service", "google_cloud_run_v2_service"])
        {
            self.run(index);
        }
    }

    fn manager(&mut self, index: usize, scaler: Option<usize>) {
        let template = self.graph.linked(index, "version", TEMPLATES).into_iter().next();
        let template = template.or_else(|| self.graph.link(index, "instance_template", TEMPLATES));
        let kind = template
            .and_then(|template| self.graph.row(template).get("machine_type"))
            .map(|node| Type::of("google", node, sizes::google))
            .unwrap_or_default();
        let subnets = template.map_or_else(Vec::new, |template| {
            self.subnets_of(template, "network_interface")
        });
        let policy = scaler.and_then(|scaler| self.graph.row(scaler).block_of("autoscaling_policy"));
        let bound = |key: &str| {
            let node = policy?.peek(key)?;
            Some((count(node)?, node.span()))
        };
        let scaling = Scaling {
            desired: self.graph.row(index).count("target_size"),
            min: bound("min_replicas"),
            max: bound("max_replicas"),
        };
        let pool = if policy.is_some() {
            PoolKind::Autoscaled
        } else {
            PoolKind::Instances
        };
        self.group(index, pool, &kind, scaling, &subnets);
    }

    fn sql(&mut self, index: usize) {
        let row = self.graph.row(index);
        let Some(version) = row.get("database_version") else {
            return;
        };
        let text = version.text().unwrap_or_default();
        let (product, number) = match text.split_once('_') {
            Some(("POSTGRES", number)) => ("postgres", number),
            Some(("MYSQL", number)) => ("mysql", number),
            _ => ("server-mssql", ""),
        };
        let number = number.replace('_', ".");
        let mut service = hosted(self.label(index));
        let at = version.span();
        service.image = Some(image(
            product,
            Some(number.as_str()).filter(|text| !text.is_empty()),
            Some(at),
        ));
        let settings = row.block_of("settings");
        let flags = settings
            .and_then(|settings| settings.peek("database_flags"))
            .map(super::resource::maps)
            .unwrap_or_default();
        let flag = flags
            .into_iter()
            .find(|flag| flag.peek("name").and_then(Node::text) == Some("max_connections"));
        let stated: Option<(i64, Span)> = flag
            .and_then(|flag| flag.peek("value"))
            .and_then(|value| Some((count(value)?, value.span())));
        if let Some(stated) = stated {
            service.facts.set(counted(FactKind::MaxConnections, stated));
        } else if product != "server-mssql" {
            let (least, most) = CONNECTIONS;
            let range = between(
                FactKind::MaxConnections,
                Rational::int(least),
                Rational::int(most),
                at,
            );
            service.facts.set(RawFact {
                confidence: Confidence::Assumed,
                ..range
            });
        }
        self.services.insert(index, service.name.value.clone());
        self.part.services.push(service);
    }

    /// Cloud Run: the most instances it starts.
    fn run(&mut self, index: usize) {
        let row = self.graph.row(index);
        let template = row.block_of("template");
        let scaling = template.and_then(|template| {
            super::resource::maps(template.peek("scaling")?)
                .into_iter()
                .next()
        });
        let annotations = template.and_then(|template| {
            let metadata = super::resource::maps(template.peek("metadata")?)
                .into_iter()
                .next()?;
            metadata.peek("annotations")
        });
        let bound = |new: &str, old: &str| {
            let node = scaling
                .and_then(|scaling| scaling.peek(new))
                .or_else(|| annotations?.peek(old))?;
            Some((count(node).filter(|n| *n > 0)?, node.span()))
        };
        let least = bound("min_instance_count", "autoscaling.knative.dev/minScale");
        let most = bound("max_instance_count", "autoscaling.knative.dev/maxScale");
        let mut service = hosted(self.label(index));
        for (kind, bound) in [(FactKind::MinReplicas, least), (FactKind::MaxReplicas, most)] {
            if let Some(bound) = bound {
                service.facts.set(counted(kind, bound));
            }
        }
        self.services.insert(index, service.name.value.clone());
        self.part.services.push(service);
    }
}
