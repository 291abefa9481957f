//! Zabbix.

use crate::rule::words;
use crate::treatment::Program;

/// zabbix_agentd.conf of 6.0.14: BufferSend is 5 by default (1 to 3600 s), BufferSize 100 (2 to 65535); agent 2 has both too.
pub(crate) static PROGRAM: Program = Program {
    id: "zabbix",
    words: words!("reuse-connections-zabbix"),
    comms: &["zabbix_agentd", "zabbix_agent2", "zabbix_proxy", "zabbix_server", "zabbix_sender"],
    connects: Some(("zabbix-values", Some("BufferSend=30\nBufferSize=1000"))),
    serves: Some(("zabbix-listener", None)),
};
