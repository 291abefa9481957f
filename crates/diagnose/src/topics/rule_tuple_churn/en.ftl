rule-tuple-churn-title = The same ports come back too soon on Windows
rule-tuple-churn-what = A connection out got a local port whose last connection to the same destination is still in TIME_WAIT. The program gets 10048, the System log event 4227. Ports may be free all the same.
rule-tuple-churn-see = Where most of TIME_WAIT leads.
    .command = netstat -ano
rule-tuple-churn-matters = When connections fail: the program opens too many short ones to one place. Let it reuse them.
rule-tuple-churn-harmless = One such event in a day, and the next attempt works.
rule-tuple-churn-source = Microsoft documentation: TCP/IP port exhaustion troubleshooting (event 4227)
