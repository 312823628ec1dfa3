using Microsoft.Extensions.Logging;

namespace CharRnn.Hosting.Tests;

/// <summary>What was logged by the parts.</summary>
internal sealed class Messages : List<string>, ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("CharRnn.", StringComparison.Ordinal) ? this : new Messages();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (this)
        {
            Add($"{logLevel}: {formatter(state, exception)}");
        }
    }

    public void Dispose()
    {
    }
}
