//! Errors that no topic is about. A line that tells of one must not be answered with what other words in it bring up.

/// Name, number on Linux and on Windows (0: none), and text in small letters: errno(3), winsock2.h, and the resolver's.
const ERRORS: &[(&str, u32, u32, &str)] = &[
    ("EPERM", 1, 0, "operation not permitted"),
    ("EINTR", 4, 10004, "interrupted system call"),
    ("EBADF", 9, 10009, "bad file descriptor"),
    ("EAGAIN", 11, 0, "resource temporarily unavailable"),
    ("ENOMEM", 12, 0, "cannot allocate memory"),
    ("EACCES", 13, 10013, "permission denied"),
    ("EINVAL", 22, 10022, "invalid argument"),
    ("EWOULDBLOCK", 0, 10035, "would block"),
    ("EAFNOSUPPORT", 97, 10047, "address family not supported"),
    ("ENETDOWN", 100, 10050, "network is down"),
    ("ENETUNREACH", 101, 10051, "network is unreachable"),
    ("ENETRESET", 102, 10052, "network dropped connection"),
    ("ECONNABORTED", 103, 10053, "software caused connection abort"),
    ("EISCONN", 106, 10056, "endpoint is already connected"),
    ("ENOTCONN", 107, 10057, "endpoint is not connected"),
    ("ESHUTDOWN", 108, 10058, "cannot send after transport endpoint shutdown"),
    ("EHOSTDOWN", 112, 10064, "host is down"),
    ("EHOSTUNREACH", 113, 10065, "no route to host"),
    ("EALREADY", 114, 10037, "operation already in progress"),
    ("EINPROGRESS", 115, 10036, "operation now in progress"),
    ("ENOTFOUND", 0, 11001, "no such host"),
    // Go's error of a deadline that has passed, whatever was waited for.
    ("ErrDeadlineExceeded", 0, 0, "i/o timeout"),
    ("EAI_NONAME", 0, 0, "name or service not known"),
    ("EAI_AGAIN", 0, 11002, "temporary failure in name resolution"),
];

/// The same as Windows and glibc say it in Chinese, without the stop at the end.
const CHINESE: [&str; 23] = [
    "不允许的操作",
    "被中断的系统调用",
    "错误的文件描述符",
    "资源暂时不可用",
    "无法分配内存",
    "内存不足",
    "权限不够",
    "访问权限不允许的方式",
    "无效的参数",
    "管道已结束",
    "无法立即完成一个非阻止性套接字操作",
    "地址族不被协议支持",
    "使用了与请求的协议不兼容的地址",
    "遇到了一个已死的网络",
    "网络不可达",
    "一个无法连接的网络",
    "中的软件中止了一个已建立的连接",
    "软件导致连接中止",
    "一个无法连接的主机",
    "没有到主机的路由",
    "不知道这样的主机",
    "未知的名称或服务",
    "域名解析暂时失败",
];

/// Words before the number of an error.
const NUMBERED: [&str; 6] = ["errno", "error", "winerror", "os error", "code", "wsa"];

/// Whether a text tells of one of them.
pub(super) fn is_in(text: &str) -> bool {
    let small = text.to_lowercase();
    let said = |(name, linux, windows, words): &(&str, u32, u32, &str)| {
        small.contains(words)
            || text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| is_name(word, name))
            || numbers(&small).any(|number| number != 0 && (number == *linux || number == *windows))
    };
    ERRORS.iter().any(said) || CHINESE.iter().any(|words| text.contains(words))
}

fn is_name(word: &str, name: &str) -> bool {
    word == name || word.strip_prefix("WSA") == Some(name)
}

/// Numbers that stand as an error's: behind a word for one, or in brackets before the text or alone: `(113: No route`,
/// `(10060)`.
fn numbers(small: &str) -> impl Iterator<Item = u32> {
    let digits = |c: char| c.is_ascii_digit();
    small.match_indices(digits).filter_map(move |(at, _)| {
        let (before, here) = (small.get(..at)?, small.get(at..)?);
        if before.ends_with(digits) {
            return None;
        }
        let end = here.find(|c| !digits(c)).unwrap_or(here.len());
        let (number, after) = here.split_at(end);
        let word = before.trim_end_matches([' ', ':', '=', '#', '[', '(']);
        let named = word.len() < before.len() && NUMBERED.iter().any(|name| word.ends_with(name));
        let bracketed = before.ends_with(['(', '[']) && after.starts_with([':', ')', ']']);
        // A number in brackets is that of anything; those of Windows are told by their size.
        let is_error = named || bracketed && (after.starts_with(": ") || number.len() == 5);
        is_error.then(|| number.parse().ok()).flatten()
    })
}
