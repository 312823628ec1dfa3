using System.ComponentModel.DataAnnotations;
using CharRnn.Inference;
using Microsoft.Extensions.Options;

namespace CharRnn.Hosting;

/// <summary>A model in a host's services, and how it is used there.</summary>
public sealed class CharRnnOptions
{
    private const string Missing = "must be an object, and is null";

    /// <summary>
    /// Gets or sets the path of the ONNX file. A relative one starts at the host's content root
    /// (<see cref="Microsoft.Extensions.Hosting.IHostEnvironment.ContentRootPath"/>). It is required unless <see cref="OpenModel"/> is set.
    /// </summary>
    public string ModelPath { get; set; } = "";

    /// <summary>
    /// Gets or sets what opens a stream of the ONNX file, in place of <see cref="ModelPath"/>: of an embedded resource, an array
    /// (<c>() => new MemoryStream(bytes)</c>) or a database. It is called once for each loading, and the stream is read to its end and
    /// disposed. The model's name is then CharRnn, unless it has another. The default is null.
    /// </summary>
    public Func<Stream>? OpenModel { get; set; }

    /// <summary>
    /// Gets or sets whether the model is loaded again when its file or these options change. New requests then get the new model, and running
    /// ones finish on the old one; a service injects <see cref="CharRnnSnapshot"/> for it. If the new model cannot be loaded, an error is
    /// logged and the old one stays. Read when the model is first loaded. The default is false.
    /// </summary>
    public bool ReloadOnChange { get; set; }

    /// <summary>
    /// Gets or sets how long texts go on growing when the application stops; then they end. The host waits no longer than its own
    /// <c>HostOptions.ShutdownTimeout</c>. From 0 to 1 hour; the default is 0, which ends them at once.
    /// </summary>
    public TimeSpan GracePeriod { get; set; }

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
