//! Zabbix.

use crate::rule::words;
use crate::treatment::Program;

pub(crate) static PROGRAM: Program = Program {
    id: "zabbix",
    words: words!("reuse-connections-zabbix"),
    comms: &["zabbix_agentd", "zabbix_agent2", "zabbix_proxy", "zabbix_server", "zabbix_sender"],
    connects: Some(("zabbix-values", Some("BufferSend=5\nBufferSize=100"))),
    serves: Some(("zabbix-listener", None)),
};
