//! Network namespaces and workloads of our own, for tests and for rehearsals.
//!
//! Every workload is bounded and exact in count, and returns when both ends are through: 23 connections leave 23
//! rows. Traffic stays on loopback or inside namespaces made here. Linux only; empty elsewhere.
#![cfg(target_os = "linux")]

mod cgroup;
mod churn;
mod connection;
mod conntrack;
mod customers;
pub mod diag;
mod dial;
mod drive;
mod error;
mod fill;
mod firewall;
mod listen;
pub mod load;
mod mounts;
mod netns;
mod pace;
mod parting;
mod peak;
mod pin;
mod process;
mod rehearse;
mod renew;
mod rtnl;
mod scene;
mod segment;
mod server;
mod syn;
mod sys;
mod terminal;
mod translate;
mod zabbix;

pub use cgroup::Cgroup;
pub use churn::{Churn, cpu};
pub use connection::Connection;
pub use conntrack::{load_rules, track_connections};
pub use dial::{Closer, Dial, Refused, Source, bind_only};
pub use error::LabError;
pub use fill::{Fill, fill, fill_on_all_cpus, fill_side_by_side};
pub use firewall::{drop_acks_to, drop_data_to, drop_fins_to, drop_half_to, drop_nothing};
pub use listen::Reuse;
pub use mounts::{
    make_read_only, mount_bpffs, mount_cgroup2, mount_tmpfs, mount_tracefs, stand_in, unmount_bpffs,
    unmount_tracefs,
};
pub use netns::{NamedNetns, Netns, run_in};
pub use pace::{Pace, PaceRun, Paced};
pub use parting::Parting;
pub use peak::peak_kib;
pub use process::LoadProcess;
pub use renew::keep_young;
pub use scene::{
    Ended, Scene, ends_with_parent, enter_pid_namespace, is_machine_root, reap, signal, without_netlink,
};
pub use server::{Conduct, Server, ServerOptions, Tally};
pub use syn::{SynBurst, syn_burst};
pub use terminal::{Terminal, wait_gone};
pub use translate::translate_source;
