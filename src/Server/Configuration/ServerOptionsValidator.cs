using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary>Reports every problem of the server's options when it starts.</summary>
/// <param name="models">What is served.</param>
internal sealed class ServerOptionsValidator(ServedModels models) : IValidateOptions<CharRnnServerOptions>
{
    private readonly AttributesValidator attributes = new();

    public ValidateOptionsResult Validate(string? name, CharRnnServerOptions options)
    {
        List<string> problems = [.. attributes.Validate(name, options).Failures ?? []];
        problems.AddRange(models.Names.Count > 0 ? [] : ["No model is named; must be at least one, for example CharRnn:Models:NAME:ModelPath=model.onnx"]);
        problems.AddRange(ApiKeys.FindProblems(options));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
