reuseaddr-on-restart-claim = Set SO_REUSEADDR and a server can always be restarted at once.
reuseaddr-on-restart-truth = The first server must have had it too, because its TIME_WAIT rows carry its flag. Where the old one ran without it, the restart fails for up to 60 s whatever the new one sets.
reuseaddr-on-restart-source = inet_csk_bind_conflict; the flag is inherited into TIME_WAIT; measured on 6.18
