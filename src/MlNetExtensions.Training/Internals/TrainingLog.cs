using System.Globalization;
using CharRnn.Trainer;
using Microsoft.ML.Runtime;

namespace CharRnn.MlNetExtensions.Training.Internals;

/// <summary>Reports a training to a channel of ML.NET's log.</summary>
internal sealed class TrainingLog(IChannel channel) : ITrainingObserver
{
    private TrainingStep? last;

    /// <inheritdoc/>
    public void OnStep(TrainingStep step) => last = step;

    /// <inheritdoc/>
    public void OnReport(TrainingReport report)
    {
        string loss = report.ValidationLossNats is { } validation ? $"{Bits(validation)} bits/char in validation" : $"{Bits(report.TrainLossNats)} bits/char";
        string left = last is { Remaining: var time } ? $", {(int)time.TotalHours}:{time:mm\\:ss} left" : "";
        channel.Info(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture, $"step {report.Step:N0}, loss {report.ValidationLossNats ?? report.TrainLossNats:F3} nats, {loss}, {report.CharactersPerSecond:N0} chars/s{left}"));
    }

    /// <inheritdoc/>
    public void OnWarning(string message) => channel.Warning(MessageSensitivity.None, message);

    private static string Bits(double nats) => (nats / Likelihood.NatsPerBit).ToString("F3", CultureInfo.InvariantCulture);
}
