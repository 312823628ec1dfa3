using CharRnn.Hosting;
using CharRnn.Orleans;
using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary>Reports every problem of the server's settings when it starts.</summary>
/// <param name="models">What is served.</param>
/// <param name="settings">The section CharRnn.</param>
internal sealed class ServerOptionsValidator(ServedModels models, IConfiguration settings) : IValidateOptions<CharRnnServerOptions>
{
    public ValidateOptionsResult Validate(string? name, CharRnnServerOptions options)
    {
        List<string> problems = models.Names.Count > 0 ? [] : ["No model is named; must be at least one, for example CharRnn:Models:NAME:ModelPath=model.onnx"];
        problems.AddRange(FindUnknown());
        problems.AddRange(AttributeProblems.Find(options));
        problems.AddRange(ConfiguredKeys.FindProblems(options));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private IEnumerable<string> FindUnknown() =>
    [
        .. UnknownSettings.Find(settings.GetSection("Server"), typeof(CharRnnServerOptions)),
        .. UnknownSettings.Find(settings.GetSection("Sessions"), typeof(SessionGrainOptions)),
        .. UnknownSettings.Find(settings.GetSection("Cluster"), typeof(ClusterSettings)),
        .. settings.GetSection("Models").GetChildren().SelectMany(model => UnknownSettings.Find(model, typeof(CharRnnOptions))),
        .. string.IsNullOrEmpty(settings[$"Server:{nameof(CharRnnServerOptions.ApiKeys)}"]) ? (string[])[] : ["ApiKeys is one text; must be a list, in which ApiKeys:0 is the first key"],
    ];
}
