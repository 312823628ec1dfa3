using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary>Reports every problem of the server's options when it starts: a setting that is misspelled would else leave the server as it is without.</summary>
/// <param name="models">What is served.</param>
/// <param name="settings">The section of the options.</param>
internal sealed class ServerOptionsValidator(ServedModels models, IConfiguration settings) : IValidateOptions<CharRnnServerOptions>
{
    private static readonly PropertyInfo[] Properties = typeof(CharRnnServerOptions).GetProperties();

    public ValidateOptionsResult Validate(string? name, CharRnnServerOptions options)
    {
        List<string> problems = models.Names.Count > 0 ? [] : ["No model is named; must be at least one, for example CharRnn:Models:NAME:ModelPath=model.onnx"];
        problems.AddRange(FindUnknown());
        problems.AddRange(FindOutOfRange(options));
        problems.AddRange(ConfiguredKeys.FindProblems(options));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private IEnumerable<string> FindUnknown()
    {
        string[] names = [.. Properties.Select(property => property.Name)];
        foreach (IConfigurationSection setting in settings.GetChildren().Where(setting => !names.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)))
        {
            yield return $"{setting.Path} is no setting; must be one of {string.Join(", ", names)}";
        }

        if (!string.IsNullOrEmpty(settings[nameof(CharRnnServerOptions.ApiKeys)]))
        {
            yield return "ApiKeys is one text; must be a list, in which ApiKeys:0 is the first key";
        }
    }

    private static IEnumerable<string> FindOutOfRange(CharRnnServerOptions options) =>
        from property in Properties
        from limit in property.GetCustomAttributes<ValidationAttribute>()
        let value = property.GetValue(options)
        where !limit.IsValid(value)
        select $"{property.Name} is {value}; must be {Allowed(limit)}";

    private static string Allowed(ValidationAttribute limit) => limit switch
    {
        RangeAttribute range => $"from {range.Minimum} to {range.Maximum}",
        EnumDataTypeAttribute values => $"one of {string.Join(", ", Enum.GetNames(values.EnumType))}",
        _ => throw new NotSupportedException($"{limit} has no words."),
    };
}
