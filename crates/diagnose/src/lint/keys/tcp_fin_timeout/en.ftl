lint-tcp-fin-timeout-short = { $seconds } s: a peer whose FIN is lost three times ({ $safe } s) is answered with RST. TIME_WAIT stays 60 s all the same.
lint-tcp-fin-timeout-helps = { $waiting } FIN_WAIT2 wait for their peers and go sooner. TIME_WAIT stays 60 s.
lint-tcp-fin-timeout-few = Ends FIN_WAIT2 sooner ({ $waiting } here), never TIME_WAIT: that stays 60 s.
lint-tcp-fin-timeout-other = Ends FIN_WAIT2 sooner, never TIME_WAIT: that stays 60 s.
