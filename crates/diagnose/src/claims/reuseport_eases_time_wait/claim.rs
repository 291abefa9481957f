//! The claim: SO_REUSEPORT eases TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "reuseport-eases-time-wait",
    name: "SO_REUSEPORT eases TIME_WAIT",
    kind: TopicKind::Claim,
    words: words!("reuseport-eases-time-wait"),
    aliases: &["SO_REUSEPORT for TIME_WAIT", "SO_REUSEPORT 解决 TIME_WAIT"],
    source: "inet_csk_get_port in net/ipv4/inet_connection_sock.c; measured on 6.18: 100 ports, still 100 connections with it",
};
