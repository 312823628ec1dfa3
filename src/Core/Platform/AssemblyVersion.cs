using System.Reflection;

namespace CharRnn;

/// <summary>The version of a library, as people know it: without the commit that it was built from.</summary>
internal static class AssemblyVersion
{
    public static string Of(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
