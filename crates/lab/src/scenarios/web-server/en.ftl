lab-web-server-title = 18,000 TIME_WAIT on a web server, and every other state too
lab-web-server-story = nginx without keep-alive answers 320 visitors a second. 348 half-open connections come from addresses where nobody lives, and some peers vanish in the middle of a connection. Eight settings that are pasted everywhere are graded for this host.
lab-web-server-watch = TIME_WAIT is harmless here; the half-open connections are what to look at.
lab-web-server-cured = nginx keeps connections (keepalive_timeout 65), and the visitors use them again; the half-open ones stop coming
