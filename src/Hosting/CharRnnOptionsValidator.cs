using Microsoft.Extensions.Options;

namespace CharRnn.Hosting;

/// <summary>Reports every problem of a model's options when the host starts.</summary>
internal sealed class CharRnnOptionsValidator : IValidateOptions<CharRnnOptions>
{
    private readonly AttributesValidator attributes = new();

    public ValidateOptionsResult Validate(string? name, CharRnnOptions options)
    {
        List<string> problems = [.. attributes.Validate(name, options).Failures ?? []];
        if (!string.IsNullOrEmpty(options.ModelPath) && !File.Exists(options.ModelPath))
        {
            problems.Add($"ModelPath is {options.ModelPath}; must be an existing file (looked for at {Path.GetFullPath(options.ModelPath)})");
        }

        string model = string.IsNullOrEmpty(name) ? "CharRnn" : $"CharRnn model {name}";
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Select(problem => $"{model}: {problem}"));
    }
}
