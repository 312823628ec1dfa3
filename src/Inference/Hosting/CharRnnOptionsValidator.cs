using Microsoft.Extensions.Options;

namespace CharRnn.Inference;

/// <summary>Tells all that is wrong with a model's options when the host starts.</summary>
internal sealed class CharRnnOptionsValidator : IValidateOptions<CharRnnOptions>
{
    public ValidateOptionsResult Validate(string? name, CharRnnOptions options)
    {
        List<string> problems = [];
        if (options.ModelPath.Length == 0)
        {
            problems.Add("ModelPath is empty; must be the path of an ONNX file");
        }
        else if (!File.Exists(options.ModelPath))
        {
            problems.Add($"ModelPath is {options.ModelPath}, which is not there (looked for at {Path.GetFullPath(options.ModelPath)})");
        }

        Collect(nameof(options.Model), options.Model.Validate);
        Collect(nameof(options.Scheduler), options.Scheduler.Validate);
        Collect(nameof(options.Scoring), options.Scoring.Validate);
        string model = string.IsNullOrEmpty(name) ? "CharRnn" : $"CharRnn model {name}";
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Select(problem => $"{model}: {problem}"));

        void Collect(string part, Action validate)
        {
            try
            {
                validate();
            }
            catch (InvalidOptionsException exception)
            {
                problems.AddRange(exception.Problems.Select(problem => $"{part}.{problem}"));
            }
        }
    }
}
