using System.ComponentModel.DataAnnotations;
using CharRnn.Inference;
using Microsoft.Extensions.Options;

namespace CharRnn.Hosting;

/// <summary>A model in a host's services, and how it is used there.</summary>
public sealed class CharRnnOptions
{
    private const string Missing = "must be an object, and is null";

    /// <summary>Gets or sets the path of the ONNX file; a relative one starts at the working directory. There is no default.</summary>
    [Required(ErrorMessage = "the path of an ONNX file is required, and none is given")]
    public string ModelPath { get; set; } = "";

    /// <summary>
    /// Gets or sets how the model is run. The defaults are those of <see cref="CharRnnModelOptions"/>, and the model is warm when the host
    /// has started.
    /// </summary>
    [Required(ErrorMessage = Missing)]
    [ValidateObjectMembers(typeof(PartsValidator))]
    public CharRnnModelOptions Model { get; set; } = new() { WarmUp = true };

    /// <summary>Gets or sets how many requests are served at once.</summary>
    [Required(ErrorMessage = Missing)]
    [ValidateObjectMembers(typeof(PartsValidator))]
    public GenerationSchedulerOptions Scheduler { get; set; } = new();

    /// <summary>Gets or sets how texts are scored.</summary>
    [Required(ErrorMessage = Missing)]
    [ValidateObjectMembers(typeof(PartsValidator))]
    public ScoringOptions Scoring { get; set; } = new();
}
