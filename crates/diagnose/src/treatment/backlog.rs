//! Which of two limits holds a listener's queues short: the program's own listen(), or somaxconn above it.

use lastack_model::{Advice, Listener, Step, Untrusted};

use crate::rule::{self, Scope};
use crate::treatment;

/// The most that listen() gets, whatever a program asks for; 4096 since 5.4 (facts 11).
pub(crate) const SOMAXCONN: &str = "net.core.somaxconn";
const WANTED: u64 = 4_096;

/// What makes the queues longer.
pub(crate) enum Longer {
    /// The program asked for less than it may have
    Program(Advice),
    /// It got all that there is; its own setting must follow
    Host(Step, Advice),
}

/// `None` where a limit is not known, or nothing is left to raise.
pub(crate) fn longer(scope: &Scope<'_>, listener: &Listener) -> Option<Longer> {
    let limit = u64::from(listener.sockets.iter().filter_map(|socket| socket.limit).min()?);
    let max = scope.setting(SOMAXCONN).and_then(|max| u64::try_from(max).ok())?;
    let owner = rule::holder(&listener.owners);
    let comm = owner.map(|owner| owner.comm.clone()).unwrap_or_else(|| Untrusted::new("listen()"));
    let lines = owner.and_then(|owner| lines(owner.comm.raw()));
    let advice = Advice { program: comm, text: "backlog", lines };
    if limit < max {
        return Some(Longer::Program(advice));
    }
    let wanted = (2 * max).clamp(WANTED, i32::MAX as u64);
    Some(Longer::Host(treatment::step(scope, SOMAXCONN, &wanted.to_string())?, advice))
}

/// Where programs have this setting: httpd 2.4, mpm_common; HAProxy 2.6, configuration.txt; MySQL and MariaDB, server system variables
/// (it follows max_connections where it is not given); nginx, ngx_http_core_module; PHP, www.conf; redis.conf of 7.0; zabbix_agentd.conf
/// of 6.0.
fn lines(comm: &str) -> Option<&'static str> {
    let known = [
        ("apache2", "ListenBackLog 4096"),
        ("haproxy", "backlog 4096"),
        ("httpd", "ListenBackLog 4096"),
        ("mariadbd", "back_log = 4096"),
        ("mysqld", "back_log = 4096"),
        ("nginx", "listen 80 backlog=4096;"),
        ("php-fpm", "listen.backlog = 4096"),
        ("redis-server", "tcp-backlog 4096"),
        ("zabbix_agentd", "ListenBacklog=4096"),
        ("zabbix_proxy", "ListenBacklog=4096"),
        ("zabbix_server", "ListenBacklog=4096"),
    ];
    known.iter().find(|(name, _)| comm.starts_with(name)).map(|(_, lines)| *lines)
}
