//! The answer to `ports PORT`.

use std::fmt;

use lastack_model::{BindOutlook, PortHere, PortUse, StateSet};
use serde_json::{Value, json};

use super::{SCHEMA, groups, hosts, put};
use crate::View;

pub(super) fn write(port: &PortUse, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let here: Vec<Value> = port.here.iter().map(one).collect();
    put(
        &json!({
            "schema": SCHEMA,
            "kind": "port",
            "version": env!("CARGO_PKG_VERSION"),
            "port": port.port,
            "coverage": hosts::coverage(&port.coverage, view.catalog),
            "here": here,
        }),
        out,
    )
}

fn one(here: &PortHere) -> Value {
    let listeners: Vec<Value> = here
        .listeners
        .iter()
        .map(|key| json!({"device": key.device, "address": key.address.to_string(), "port": key.port}))
        .collect();
    let bind_frees_in_s = match here.bind {
        BindOutlook::TimeWait { frees_in_s } => frees_in_s,
        _ => None,
    };
    json!({
        "netns": hosts::name(&here.netns),
        "bind": {"outlook": here.bind.name(), "frees_in_s": bind_frees_in_s},
        "listeners": listeners,
        "bound_only": here.bound_only,
        "local": hosts::states(&here.local, StateSet::LINUX),
        "remote": hosts::states(&here.remote, StateSet::LINUX),
        "owners": groups::owners(&here.owners),
        "frees_in_s": here.frees_in_s,
        "ephemeral": here.ephemeral,
        "reserved": here.reserved,
        "privileged": here.privileged,
    })
}
