using System.Net.Sockets;
using TorchSharp;
using TorchSharp.Modules;

namespace CharRnn.Trainer;

/// <summary>
/// The figures and samples of a training as TensorBoard shows them. It is a view of the run's own lists, so an error ends the view
/// and not the training.
/// </summary>
internal sealed class TensorBoardLog
{
    private readonly string folder;
    private readonly Action<string> warn;
    private SummaryWriter? writer;
    private bool hasFailed;

    /// <summary>Opens the log of a run, without what a killed run added after its checkpoint.</summary>
    /// <param name="folder">The folder of the event files. The first event makes it.</param>
    /// <param name="lengths">The files' lengths at the checkpoint; empty at the start of a run.</param>
    /// <param name="warn">Called once, if a file cannot be written.</param>
    public TensorBoardLog(string folder, IReadOnlyDictionary<string, long> lengths, Action<string> warn)
    {
        (this.folder, this.warn, Lengths) = (folder, warn, lengths);
        Try(() => EventFiles.Cut(folder, lengths));
    }

    /// <summary>Gets the lengths of the files after the last event, by name.</summary>
    public IReadOnlyDictionary<string, long> Lengths { get; private set; }

    /// <summary>Adds a line of figures.</summary>
    public void Add(TrainingReport report) => Write(report.Step, (events, step) =>
    {
        events.add_scalar("loss/train", (float)report.TrainLossNats, step);
        if (report.ValidationLossNats is { } validationLoss)
        {
            events.add_scalar("loss/validation", (float)validationLoss, step);
        }

        if (report.ValidationAccuracy is { } accuracy)
        {
            events.add_scalar("accuracy/validation", (float)accuracy, step);
        }

        events.add_scalar("learning_rate", (float)report.LearningRate, step);
        events.add_scalar("gradient_norm", (float)report.GradientNorm, step);
        events.add_scalar("characters_per_second", (float)report.CharactersPerSecond, step);
    });

    /// <summary>Adds a text that the network generated.</summary>
    public void Add(TrainingSample sample) => Write(sample.Step, (events, step) => events.add_text("sample", AsCode(sample.Text), step));

    // TensorBoard shows Markdown, in which a line of four spaces and a text is that text.
    private static string AsCode(string text) => "    " + text.Replace("\n", "\n    ", StringComparison.Ordinal);

    private void Write(long step, Action<SummaryWriter, int> write) => Try(() =>
    {
        write(writer ??= torch.utils.tensorboard.SummaryWriter(folder), checked((int)step));
        Lengths = EventFiles.GetLengths(folder);
    });

    private void Try(Action action)
    {
        if (hasFailed)
        {
            return;
        }

        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SocketException or OverflowException or CharRnnException)
        {
            hasFailed = true;
            warn($"Cannot write TensorBoard's files to {folder}: {exception.Message} The training goes on without them.");
        }
    }
}
