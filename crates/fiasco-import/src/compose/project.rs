//! Makes one project of its files: every file is read as a layer, what it includes comes under it, what its
//! services extend comes under them, and the layers are merged in order.

use super::environment::Environment;
use super::gather::Want;
use super::merge::{Level, Resets, merge, normalize};
use super::paths;
use super::reading::Reading;
use super::value::{Field, Map, Shape, Tag, Text, Value};
use fiasco_source::FileId;
use indexmap::IndexMap;
use std::borrow::Cow;
use std::rc::Rc;

/// The services of one file, as they are written there.
#[derive(Debug)]
pub(super) struct Layer<'t> {
    /// The services by name.
    pub services: IndexMap<String, Field<'t>>,
    /// The folder that paths in it are relative to.
    pub base: String,
    /// The project it belongs to.
    pub project: usize,
}

/// What a file is read in: the folder of its project, its variables, and the files that included it.
#[derive(Clone)]
pub(super) struct Setting {
    /// The folder that paths are relative to.
    pub base: String,
    /// The variables.
    pub env: Environment,
    /// Which project of the run it is.
    pub project: usize,
    /// The files on the way from the first project to this one.
    pub trail: Vec<String>,
}

impl<'t> Reading<'t> {
    /// The variables of a project: what the caller gave, then its environment files.
    pub fn environment(&mut self) -> Environment {
        let request = &self.gathered.request;
        let mut env = Environment::given(&request.variables);
        // Shells always set it, and it is where the project is.
        env.suggest("PWD", if request.dir.is_empty() { "." } else { &request.dir });
        for file in &request.env_files {
            self.load_environment(*file, &mut env);
        }
        if request.env_files.is_empty()
            && let Some(file) = self.file(&paths::join(&request.dir, ".env"), Want::Environment, None)
        {
            self.load_environment(file, &mut env);
        }
        env
    }

    /// The name of the project: what the variable says, the last file that says one, or the folder; and whether
    /// somebody said it.
    pub fn project_name(&mut self, env: &Environment) -> (String, bool) {
        if let Some(name) = env.value("COMPOSE_PROJECT_NAME").filter(|name| !name.is_empty()) {
            return (paths::project_name(&name), true);
        }
        let trees = self.trees;
        let roots = self
            .gathered
            .request
            .files
            .iter()
            .rev()
            .filter_map(|id| trees.get(id));
        for root in roots.flat_map(|tree| tree.documents()) {
            if let Some(name) = root.peek("name")
                && let Some(name) = self.value(name, env).text()
                && !name.text.is_empty()
            {
                return (paths::project_name(&name.text), true);
            }
        }
        let folder = self.gathered.request.dir.trim_end_matches('/').rsplit('/').next();
        let name = paths::project_name(folder.unwrap_or_default());
        (
            if name.is_empty() {
                "compose".to_owned()
            } else {
                name
            },
            false,
        )
    }

    /// Reads files and merges them, in order, over what there is.
    pub fn project(&mut self, files: &[FileId], setting: &Setting, top: &mut Map<'t>) {
        let trees = self.trees;
        for file in files {
            self.whole.insert(*file);
            let Some(tree) = trees.get(file) else { continue };
            for root in tree.documents().filter(|root| !root.is_null()) {
                let value = self.value(root, &setting.env);
                let Shape::Map(map) = value.shape else {
                    self.misread(&value, "the file", "a map with `services`");
                    continue;
                };
                let map = self.layer(map, setting);
                merge(top, map, Level::Top, Resets::Drop);
            }
        }
    }

    /// One file with its extended services and the files it includes, ready to be merged.
    fn layer(&mut self, mut map: Map<'t>, setting: &Setting) -> Map<'t> {
        let include = map.0.shift_remove("include");
        self.drop_bad_maps(&mut map);
        let services = self.take_services(&mut map, &setting.base);
        let at = self.add_layer(services, setting);
        if let Some(layer) = self.layers.get(at).cloned() {
            let services: IndexMap<String, Field<'t>> = layer
                .services
                .keys()
                .filter_map(|name| Some((name.clone(), self.extended(at, name, setting, &mut Vec::new())?)))
                .collect();
            if let Some(field) = map.0.get_mut("services") {
                field.value.shape = Shape::Map(Map(services));
            }
        }
        match include {
            Some(include) => self.include(&include, map, setting),
            None => map,
        }
    }

    fn add_layer(&mut self, services: IndexMap<String, Field<'t>>, setting: &Setting) -> usize {
        let layer = Layer {
            services,
            base: setting.base.clone(),
            project: setting.project,
        };
        self.layers.push(Rc::new(layer));
        self.layers.len() - 1
    }

    /// Removes the parts of a file that are not maps, with a note.
    fn drop_bad_maps(&mut self, map: &mut Map<'t>) {
        for key in ["services", "networks", "volumes", "configs", "secrets"] {
            let Some(field) = map.0.get(key).filter(|field| field.value.tag != Tag::Reset) else {
                continue;
            };
            if field.value.map().is_none() {
                field.mark_deep();
                if !field.value.is_null() {
                    self.misread(&field.value, &format!("`{key}`"), "a map by name");
                }
                map.0.shift_remove(key);
            }
        }
    }

    /// Takes the services out of a file, in the form in which they merge.
    fn take_services(&mut self, map: &mut Map<'t>, base: &str) -> IndexMap<String, Field<'t>> {
        let Some(Field {
            value: Value {
                shape: Shape::Map(services),
                ..
            },
            ..
        }) = map.0.get_mut("services")
        else {
            return IndexMap::new();
        };
        let mut kept = IndexMap::with_capacity(services.0.len());
        for (name, mut field) in std::mem::take(&mut services.0) {
            if field.value.tag == Tag::Reset {
                kept.insert(name, field);
                continue;
            }
            let what = format!("service `{name}`");
            let Shape::Map(service) = &mut field.value.shape else {
                field.mark_deep();
                self.misread(&field.value, &what, "a map of what the service is");
                continue;
            };
            normalize(service);
            if let Some(files) = service.0.get_mut("env_file") {
                resolve(&mut files.value, base);
            }
            kept.insert(name, field);
        }
        kept
    }

    /// The layer of a file that a service extends, read once.
    pub fn layer_at(&mut self, file: FileId, path: &str, setting: &Setting) -> Option<usize> {
        let key = (setting.project, path.to_owned());
        if let Some(known) = self.layer_of.get(&key) {
            return Some(*known);
        }
        let setting = Setting {
            base: paths::folder(path).to_owned(),
            ..setting.clone()
        };
        let trees = self.trees;
        let mut services = IndexMap::new();
        for root in trees.get(&file)?.documents() {
            if let Shape::Map(mut map) = self.value(root, &setting.env).shape {
                self.drop_bad_maps(&mut map);
                if let Some(field) = map.0.get("services") {
                    field.mark();
                }
                services.extend(self.take_services(&mut map, &setting.base));
            }
        }
        let at = self.add_layer(services, &setting);
        self.layer_of.insert(key, at);
        Some(at)
    }
}

/// Lets the paths of an `env_file` start where everything else does.
fn resolve(value: &mut Value<'_>, base: &str) {
    if let Shape::Text(text) = &mut value.shape {
        if text.null || text.text.is_empty() {
            return;
        }
        // A single path is a list of one, so that it merges with other lists.
        join(text, base);
        let item = Value {
            at: value.at,
            tag: Tag::Plain,
            shape: value.shape.clone(),
        };
        value.shape = Shape::List(vec![item]);
        return;
    }
    let Shape::List(items) = &mut value.shape else {
        return;
    };
    for item in items {
        match &mut item.shape {
            Shape::Text(text) => join(text, base),
            Shape::Map(map) => {
                if let Some(Field {
                    value:
                        Value {
                            shape: Shape::Text(text),
                            ..
                        },
                    ..
                }) = map.0.get_mut("path")
                {
                    join(text, base);
                }
            }
            Shape::List(_) => {}
        }
    }
}

fn join(text: &mut Text<'_>, base: &str) {
    text.text = Cow::Owned(paths::join(base, &text.text));
}
