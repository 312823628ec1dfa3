using System.ComponentModel.DataAnnotations;

namespace CharRnn.Inference;

/// <summary>How a model is run.</summary>
public sealed class CharRnnModelOptions
{
    /// <summary>
    /// Gets or sets the number of threads within one run, from 1 to 1,024. More than the machine's cores are reduced to these, with a
    /// warning. The default is 1: a character's arithmetic is too small to share, and a service has other requests for the other cores.
    /// </summary>
    [Range(1, ThreadCount.Maximum)]
    public int Threads { get; set; } = 1;

    /// <summary>
    /// Gets or sets the model's name in logs, metrics and traces. The default is null, its file's name without the extension.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>Gets or sets what computes. The default is the processor.</summary>
    public ExecutionProvider ExecutionProvider { get; set; }

    /// <summary>
    /// Gets or sets whether a first character is computed while loading, so that the first request does not wait for it. The default is
    /// false.
    /// </summary>
    public bool WarmUp { get; set; }

    /// <summary>
    /// Gets or sets what is called when something cannot be had as asked for: while the model is loaded, and when a scheduler or scorer is
    /// created from it. The default is null.
    /// </summary>
    public Action<string>? OnWarning { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of range; the message lists every problem.</exception>
    public void Validate() => InvalidOptionsException.ThrowIfAny(FindProblems);

    internal void FindProblems(List<string> problems)
    {
        ThreadCount.Check(Threads, problems);
        if (!Enum.IsDefined(ExecutionProvider))
        {
            problems.Add($"ExecutionProvider is {ExecutionProvider}; must be Cpu, Cuda or Auto");
        }
    }

    /// <summary>A copy that later changes of this object do not reach.</summary>
    internal CharRnnModelOptions Copy() => (CharRnnModelOptions)MemberwiseClone();
}
