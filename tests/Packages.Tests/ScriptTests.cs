namespace CharRnn.Packages.Tests;

/// <summary>The smallest programs: one file of C# without a project, and F#. Both use the packages.</summary>
[TestClass]
public sealed class ScriptTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_program_of_one_file_names_its_packages()
    {
        string sample = File.ReadAllText(InRepository("samples/FileBased/score.cs"));
        string program = sample.Replace(
            "#:project ../../src/Inference/CharRnn.Inference.csproj",
            $"#:package CharRnn.Inference@{Build.Version}\n#:package Microsoft.ML.OnnxRuntime@{Build.OnnxRuntimeVersion}",
            StringComparison.Ordinal);
        Assert.AreNotEqual(sample, program);
        File.WriteAllText(folder.File("score.cs"), program.Replace("models/dotnet-docs.onnx", Build.Model, StringComparison.Ordinal));
        string output = ProgramRun.Succeed(Consumers.Sdk(folder.Path, "run", "score.cs", "--", "Gets the number of elements.", "xqzv kjhw"));
        StringAssert.Matches(output.Trim(), new(@"^\d\.\d bits per character: Gets the number of elements\.\n\d+\.\d bits per character: xqzv kjhw$"));
    }

    [TestMethod]
    public void An_FSharp_program_scores_and_continues()
    {
        File.Copy(InRepository("samples/FSharpScorer/Program.fs"), folder.File("Program.fs"));
        File.WriteAllText(folder.File("Scorer.fsproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <DisableImplicitFSharpCoreReference>true</DisableImplicitFSharpCoreReference>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="Program.fs" />
                <PackageReference Include="CharRnn.Inference" Version="{Build.Version}" />
                <PackageReference Include="Microsoft.ML.OnnxRuntime" Version="{Build.OnnxRuntimeVersion}" />
                <PackageReference Include="FSharp.Core" Version="{Build.FSharpCoreVersion}" />
              </ItemGroup>
            </Project>
            """);
        string[] lines = ProgramRun.Succeed(Consumers.Sdk(folder.Path, "run", "--", Build.Model)).TrimEnd('\n').Split('\n');
        Assert.HasCount(4, lines);
        Assert.AreEqual("Returns ".Length + 60, lines[3].Length);
    }

    private static string InRepository(string path) => Path.Combine(Build.Repository, path);
}
