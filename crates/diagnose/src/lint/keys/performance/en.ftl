lint-performance-other = The speed of live connections; nothing about connections that are over.
