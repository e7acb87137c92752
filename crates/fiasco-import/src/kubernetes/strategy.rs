//! How pods are replaced when a workload changes: whether more than the replicas run in between, and how many.

use super::reading::{Reading, clip};
use fiasco_estate::confidence::Said;
use fiasco_estate::kubernetes::Share;
use fiasco_source::Node;
use std::fmt::Display;

/// What a Deployment adds while it rolls, where nobody says otherwise.
const DEFAULT: Share = Share::Percent(25);

/// The surge of a Deployment: its `strategy`, or what holds without one.
pub(super) fn of_deployment(
    reading: &mut Reading<'_>,
    node: Option<Node<'_, '_>>,
    of: &dyn Display,
) -> Option<Said<Share>> {
    let default = Some(Said::assumed(DEFAULT));
    let Some(node) = node.and_then(|node| reading.map(node, of)) else {
        return default;
    };
    let recreate = node.get("type").and_then(Node::text) == Some("Recreate");
    let rolling = rolling_update(reading, node, of);
    if recreate { None } else { rolling.or(default) }
}

/// The surge of a DaemonSet, which by itself replaces pods in their places. A StatefulSet always does.
pub(super) fn of_daemon_set(
    reading: &mut Reading<'_>,
    node: Option<Node<'_, '_>>,
    of: &dyn Display,
) -> Option<Said<Share>> {
    let node = node.and_then(|node| reading.map(node, of))?;
    node.irrelevant(&["type"]);
    let surge = rolling_update(reading, node, of)?;
    (!matches!(surge.value, Share::Count(0) | Share::Percent(0))).then_some(surge)
}

/// The surge of a Rollout of Argo: a canary rolls like a Deployment, blue and green are both there for a while.
pub(super) fn of_rollout(
    reading: &mut Reading<'_>,
    node: Option<Node<'_, '_>>,
    of: &dyn Display,
) -> Option<Said<Share>> {
    let default = Some(Said::assumed(DEFAULT));
    let Some(node) = node.and_then(|node| reading.map(node, of)) else {
        return default;
    };
    if let Some(blue_green) = node.find("blueGreen") {
        blue_green.mark_irrelevant();
        return Some(Said::new(Share::Percent(100), blue_green.key_span));
    }
    let canary = node.find("canary")?;
    canary.mark_irrelevant();
    let surge = canary.value.peek("maxSurge");
    surge.and_then(|node| share(reading, node, of)).or(default)
}

/// How many pods may be missing while an update rolls, where the strategy says so: none while blue and green stand
/// side by side.
pub(super) fn unavailable(
    reading: &mut Reading<'_>,
    node: Option<Node<'_, '_>>,
    of: &dyn Display,
) -> Option<Said<Share>> {
    let node = node?;
    if let Some(blue_green) = node.find("blueGreen") {
        return Some(Said::new(Share::Count(0), blue_green.key_span));
    }
    let rolling = node.peek("rollingUpdate").or_else(|| node.peek("canary"))?;
    share(reading, rolling.peek("maxUnavailable")?, of)
}

fn rolling_update(reading: &mut Reading<'_>, node: Node<'_, '_>, of: &dyn Display) -> Option<Said<Share>> {
    let rolling = node.get("rollingUpdate").and_then(|node| reading.map(node, of))?;
    // `maxUnavailable` is read by itself.
    rolling.irrelevant(&["maxUnavailable", "partition"]);
    rolling.get("maxSurge").and_then(|node| share(reading, node, of))
}

/// `2`, or `25%`.
pub(super) fn share(reading: &mut Reading<'_>, node: Node<'_, '_>, of: &dyn Display) -> Option<Said<Share>> {
    let text = reading.text(node, of)?;
    let number = |text: &str| {
        text.parse::<i32>()
            .ok()
            .filter(|number| *number >= 0)
            .map(i64::from)
    };
    let share = match text.strip_suffix('%') {
        Some(percent) => number(percent).map(Share::Percent),
        None => number(text).map(Share::Count),
    };
    let at = node.used_at();
    if share.is_none() {
        let message = format!(
            "{of}: expected a number or a share such as 25%, found `{}`",
            clip(text)
        );
        reading.unreadable(at, message);
    }
    share.map(|share| Said::new(share, at))
}
