using CharRnn.Inference;
using Microsoft.Extensions.Options;

namespace CharRnn.Hosting;

/// <summary>
/// Validates the parts of <see cref="CharRnnOptions"/> by their own rules, which hold without a host too. Their names come before each
/// problem, as in a configuration: <c>Scheduler.QueueLength</c>.
/// </summary>
internal sealed class PartsValidator : IValidateOptions<CharRnnModelOptions>, IValidateOptions<GenerationSchedulerOptions>, IValidateOptions<ScoringOptions>
{
    public ValidateOptionsResult Validate(string? name, CharRnnModelOptions options) => Validate(nameof(CharRnnOptions.Model), options.FindProblems);

    public ValidateOptionsResult Validate(string? name, GenerationSchedulerOptions options) => Validate(nameof(CharRnnOptions.Scheduler), options.FindProblems);

    public ValidateOptionsResult Validate(string? name, ScoringOptions options) => Validate(nameof(CharRnnOptions.Scoring), options.FindProblems);

    private static ValidateOptionsResult Validate(string part, Action<List<string>> findProblems)
    {
        List<string> problems = [];
        findProblems(problems);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Select(problem => $"{part}.{problem}"));
    }
}
