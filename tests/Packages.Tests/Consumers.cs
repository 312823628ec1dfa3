using System.Diagnostics;
using System.IO.Compression;

namespace CharRnn.Packages.Tests;

/// <summary>
/// Programs of people who have the packages and no checkout, built once for all tests: in a folder of their own, from the package feed
/// and an empty package cache. The packages of others come from this machine's cache, so nothing is downloaded or unpacked again.
/// </summary>
internal static class Consumers
{
    private static readonly Lazy<TemporaryFolder> Folder = new(BuildAll);

    /// <summary>The package cache, which held nothing before the programs were built.</summary>
    public static string PackagesFolder => Path.Combine(Folder.Value.Path, "packages");

    /// <summary>The folder that a program was built into.</summary>
    public static string Output(string name) => Folder.Value.File(Path.Combine(name, "bin", "Release", "net10.0"));

    /// <summary>A program that is ready to run in a folder.</summary>
    public static ProcessStartInfo Program(string name, string workingFolder, params string[] arguments) =>
        new("dotnet", [Path.Combine(Output(name), $"{name}.dll"), .. arguments]) { WorkingDirectory = workingFolder };

    public static void Delete()
    {
        if (Folder.IsValueCreated)
        {
            Folder.Value.Dispose();
        }
    }

    /// <summary>A command of the .NET SDK for projects that use the packages.</summary>
    public static ProcessStartInfo Sdk(string folder, params string[] arguments)
    {
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration><packageSources><clear /><add key="feed" value="{PackageFeed.Path}" /></packageSources></configuration>
            """);
        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = folder };
        start.Environment["NUGET_PACKAGES"] = Path.Combine(folder, "packages");
        start.Environment["NUGET_FALLBACK_PACKAGES"] = Build.PackageCache;
        start.Environment["CreateHardLinksForCopyLocalIfPossible"] = "true"; // libtorch is half a gigabyte
        return start;
    }

    /// <summary>Writes a project and its program.</summary>
    public static void Write(string folder, Consumer consumer)
    {
        string project = Directory.CreateDirectory(Path.Combine(folder, consumer.Name)).FullName;
        File.WriteAllText(Path.Combine(project, "Program.cs"), consumer.Code);
        File.WriteAllText(Path.Combine(project, $"{consumer.Name}.csproj"), $"""
            <Project Sdk="{consumer.Sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(consumer.Packages.Select(package => $"""<PackageReference Include="{package.Name}" Version="{package.Version}" />"""))}
              </ItemGroup>
            </Project>
            """);
    }

    /// <summary>The C# code in the readme of a package.</summary>
    public static string ReadMeCode(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(PackageFeed.Path, $"{package}.{Build.Version}.nupkg"));
        using StreamReader reader = new(archive.GetEntry("README.md")!.Open());
        return FirstCode(reader.ReadToEnd());
    }

    /// <summary>The first C# code in a text.</summary>
    public static string FirstCode(string text) => text.ReplaceLineEndings("\n").Split("```csharp\n")[1].Split("```")[0];

    private static TemporaryFolder BuildAll()
    {
        TemporaryFolder folder = new();
        foreach (Consumer consumer in Consumer.All)
        {
            Write(folder.Path, consumer);
        }

        File.WriteAllText(folder.File("consumers.slnx"), $"<Solution>{string.Concat(Consumer.All.Select(consumer => $"""<Project Path="{consumer.Name}/{consumer.Name}.csproj" />"""))}</Solution>");
        string output = ProgramRun.Succeed(Sdk(folder.Path, "build", "consumers.slnx", "-c", "Release", "-nologo", "-v", "quiet", "-clp:NoSummary"));
        Assert.DoesNotContain(": warning ", output);
        Assert.IsTrue(
            Directory.Exists(folder.File("packages/charrnn.core")),
            $"{Build.PackageCache} has CharRnn's packages of this version already, so these tests would use those: delete {Build.PackageCache}charrnn.*.");
        return folder;
    }
}
