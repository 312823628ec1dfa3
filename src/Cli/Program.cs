using CharRnn.Cli;

Console.SetOut(StandardOutput.Open());
Console.SetError(StandardError.Open());
IReadOnlyList<IDisposable> signals = Interruption.Listen();
int exitCode = await CommandRun.StartAsync(args);
GC.KeepAlive(signals);
return exitCode;
