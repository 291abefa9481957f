//! nginx keeps connections to its upstreams, where it is told to.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "nginx-upstream-keepalive",
    name: "nginx upstream keepalive",
    kind: TopicKind::Behaviour,
    words: words!("nginx-upstream-keepalive"),
    aliases: &[
        "nginx keepalive",
        "nginx keepalive upstream",
        "upstream keepalive",
        "proxy_http_version",
        "fastcgi_keep_conn",
        "keepalive_requests",
        "nginx 长连接",
        "nginx 复用连接",
        "upstream 长连接",
        "长连接",
        "复用连接",
        "连接复用",
    ],
};
