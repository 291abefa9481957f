rule-harmful-setting-title = harmful-setting: a setting that makes something worse
rule-harmful-setting-what = Settings pasted against TIME_WAIT that do harm, in what runs now and in the files that boot reads. Of one key the last file by name wins, and a file in /etc masks one of its name in /usr/lib.
rule-harmful-setting-see = Grade a file line by line, for this host.
    .command = lastack lint /etc/sysctl.conf
rule-harmful-setting-matters = When a counter shows that it hurts now: then it is a warning. A file that the kernel refuses in part matters too: sysctl -p goes on after the line and exits with 1, and a script that stops there leaves the rest undone.
rule-harmful-setting-harmless = What only could hurt is told without a warning. Defaults of distributions are not told.
rule-harmful-setting-source = sysctl.d(5), sysctl(8); the kernel functions named by lastack explain of each setting; measured on 6.18
