//! PHP.

use crate::rule::words;
use crate::treatment::Program;

/// PHP manual: mysqli (`p:` before the host), PDO::ATTR_PERSISTENT, phpredis pconnect(); Predis's wiki,
/// Connection Parameters: `persistent`, false by default.
pub(crate) static PROGRAM: Program = Program {
    id: "php-fpm",
    words: words!("reuse-connections-php-fpm"),
    comms: &["php-fpm", "php", "php-cgi"],
    connects: Some((
        "php-fpm-databases",
        Some(
            "new mysqli('p:10.0.0.21', ...)\n$redis->pconnect('10.0.0.22', 6379)\nnew Predis\\Client(['host' => '10.0.0.22', 'persistent' => true])\nPDO::ATTR_PERSISTENT => true",
        ),
    )),
    serves: None,
};
