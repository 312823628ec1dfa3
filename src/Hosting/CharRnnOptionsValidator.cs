using Microsoft.Extensions.Options;

namespace CharRnn.Hosting;

/// <summary>Reports every problem of a model's options when the host starts.</summary>
internal sealed class CharRnnOptionsValidator(ModelSource source) : IValidateOptions<CharRnnOptions>
{
    private static readonly TimeSpan LongestGracePeriod = TimeSpan.FromHours(1);

    private readonly AttributesValidator attributes = new();

    public ValidateOptionsResult Validate(string? name, CharRnnOptions options)
    {
        List<string> problems = [.. attributes.Validate(name, options).Failures ?? []];
        problems.AddRange(FindSourceProblem(options) is { } problem ? [problem] : []);
        problems.AddRange(options.GracePeriod >= TimeSpan.Zero && options.GracePeriod <= LongestGracePeriod ? [] : [$"GracePeriod is {options.GracePeriod}; must be from 00:00:00 to {LongestGracePeriod}"]);
        string model = string.IsNullOrEmpty(name) ? "CharRnn" : $"CharRnn model {name}";
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Select(one => $"{model}: {one}"));
    }

    private string? FindSourceProblem(CharRnnOptions options)
    {
        bool hasPath = !string.IsNullOrEmpty(options.ModelPath);
        return options.OpenModel is not null ? (hasPath ? $"ModelPath is {options.ModelPath} and OpenModel is set; must be one of the two" : null)
            : !hasPath ? "ModelPath: the path of an ONNX file is required, and none is given"
            : source.FullPath(options.ModelPath) is var path && !File.Exists(path) ? $"ModelPath is {options.ModelPath}; must be an existing file (looked for at {path})"
            : null;
    }
}
