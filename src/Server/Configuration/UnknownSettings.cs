using System.Collections;
using System.Reflection;

namespace CharRnn.Server;

/// <summary>Finds settings that there are not: one that is misspelled would else leave the server as it is without.</summary>
internal static class UnknownSettings
{
    /// <param name="settings">A section.</param>
    /// <param name="options">The type that it is bound to.</param>
    public static IEnumerable<string> Find(IConfiguration settings, Type options)
    {
        Dictionary<string, PropertyInfo> known = options.GetProperties().Where(CanBeSet).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (IConfigurationSection setting in settings.GetChildren())
        {
            IEnumerable<string> problems = !known.TryGetValue(setting.Key, out PropertyInfo? property) ? [$"{setting.Path} is no setting; must be one of {string.Join(", ", known.Keys)}"]
                : IsGroup(property.PropertyType) ? Find(setting, property.PropertyType)
                : [];
            foreach (string problem in problems)
            {
                yield return problem;
            }
        }
    }

    private static bool CanBeSet(PropertyInfo property) => !property.PropertyType.IsAssignableTo(typeof(Delegate));

    private static bool IsGroup(Type type) => type.IsClass && !type.IsAssignableTo(typeof(IEnumerable)); // a text and a list are enumerable
}
