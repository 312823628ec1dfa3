namespace CharRnn.Inference;

/// <summary>A model in a host's services, and how it is used there.</summary>
public sealed class CharRnnOptions
{
    /// <summary>The ONNX file. A relative path starts at the working directory.</summary>
    public string ModelPath { get; set; } = "";

    /// <summary>How the model is run.</summary>
    public CharRnnModelOptions Model { get; set; } = new() { WarmUp = true };

    /// <summary>How many requests are served at once.</summary>
    public GenerationSchedulerOptions Scheduler { get; set; } = new();

    /// <summary>How texts are scored.</summary>
    public ScoringOptions Scoring { get; set; } = new();
}
