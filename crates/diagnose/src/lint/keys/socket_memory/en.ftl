lint-socket-memory-other = Buffers of live connections; a TIME_WAIT has none (256 bytes, or some 400 with its own port).
