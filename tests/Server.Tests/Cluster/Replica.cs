using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CharRnn.Server.Tests;

/// <summary>A replica of the server, a process of its own that can be ended and started again at the same address.</summary>
internal sealed class Replica(int redisPort) : IAsyncDisposable
{
    private readonly StringBuilder log = new();
    private Process? process;

    public int Port { get; } = Tool.FreePort();

    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    /// <summary>Starts it, and waits until it takes requests.</summary>
    public async Task StartAsync()
    {
        process = Process.Start(new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "CharRnn.Server.dll"), "--urls", $"http://127.0.0.1:{Port}",
            "--CharRnn:Models:docs:ModelPath=models/dotnet-docs.onnx", "--CharRnn:Server:MaxTokens=100000", "--CharRnn:Server:MaxTexts=4000",
            "--CharRnn:Server:GracePeriod=00:00:02", $"--CharRnn:Cluster:Redis=redis://127.0.0.1:{redisPort}",
            "--CharRnn:Cluster:Membership:ProbeTimeout=00:00:01", "--CharRnn:Cluster:Membership:NumMissedProbesLimit=2",
            "--CharRnn:Cluster:Membership:NumVotesForDeathDeclaration=1", "--CharRnn:Cluster:Membership:TableRefreshTimeout=00:00:05"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory, // models/ is there
        })!;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{Port}"), Timeout = TimeSpan.FromSeconds(2) };
        long start = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync(client))
        {
            Assert.IsFalse(process.HasExited || Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(2), Log);
            await Task.Delay(50);
        }
    }

    /// <summary>Ends it at once.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        ToolRun.Start("kill", "-TERM", process!.Id.ToString(CultureInfo.InvariantCulture));
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await KillAsync();
            process.Dispose();
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("/readyz")).IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Note(string? line)
    {
        lock (log)
        {
            log.AppendLine(line);
        }
    }
}
