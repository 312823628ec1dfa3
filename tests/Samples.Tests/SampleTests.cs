using System.Globalization;
using System.Reflection;

namespace CharRnn.Samples.Tests;

/// <summary>Each sample as a user would run it, in a process of its own.</summary>
[TestClass]
public sealed class SampleTests
{
    [TestMethod]
    public void The_completer_goes_on_from_what_is_typed()
    {
        (int exitCode, string output, string errors) = SampleRun.Start("Completer", "Gets the \nReturns \n\n");
        Assert.AreEqual(0, exitCode, errors);
        string[] lines = output.Split('\n');
        Assert.HasCount(2, lines.Where(line => line.Contains("likeliest: ", StringComparison.Ordinal)).ToArray(), output);
        string[] choices = [.. lines.Where(line => line.Contains("or so: Returns ", StringComparison.Ordinal))];
        Assert.HasCount(3, choices.Distinct().ToArray(), output);
        Assert.Contains("dotnet-docs: ", output);
    }

    [TestMethod]
    public void The_name_generator_invents_that_many_names()
    {
        (int exitCode, string output, string errors) = SampleRun.Start("NameGenerator", "", "20");
        Assert.AreEqual(0, exitCode, errors);
        string[][] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(" bits per character  "))];
        Assert.HasCount(20, lines, output);
        double[] bits = [.. lines.Select(line => double.Parse(line[0], CultureInfo.InvariantCulture))];
        CollectionAssert.AreEqual(bits.Order().ToArray(), bits);
        foreach (string[] line in lines)
        {
            Assert.IsTrue(line[1].Length >= 4 && line[1].All(char.IsAsciiLetterOrDigit), line[1]);
        }

        string[] parts = ["Attribute", "Exception", "Info", "Options", "Context", "Type", "Provider", "Extensions", "Collection", "Result"];
        Assert.IsTrue(lines.Any(line => parts.Any(part => line[1].Contains(part, StringComparison.Ordinal))), output);
    }

    [TestMethod]
    public void The_gibberish_filter_lets_prose_pass_in_order_and_noise_not()
    {
        string[] prose = ["Gets the number of elements in the collection.", "", "Returns the value of the specified object."];
        string[] noise = ["xqzv kjhw bvnm qqpl zxcv wrtp lkjh ffgd.", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c."];
        (int exitCode, string output, string errors) = SampleRun.Start("GibberishFilter", string.Join('\n', [prose[0], noise[0], prose[1], noise[1], prose[2], ""]));
        Assert.AreEqual(0, exitCode, errors);
        CollectionAssert.AreEqual(prose, output.TrimEnd('\n').Split('\n'));
        Assert.AreEqual("3 of 5 lines passed.", errors.Trim());
    }

    [TestMethod]
    public void A_program_in_FSharp_scores_and_goes_on()
    {
        (int exitCode, string output, string errors) = SampleRun.Start("FSharpScorer", "");
        Assert.AreEqual(0, exitCode, errors);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.HasCount(4, lines, output);
        double[] bits = [.. lines[..3].Select(line => double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture))];
        CollectionAssert.AreEqual(bits.Order().ToArray(), bits);
        Assert.AreEqual("Returns ".Length + 60, lines[3].Length);
    }

    [TestMethod]
    public void A_program_of_one_file_needs_no_project()
    {
        string program = typeof(SampleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "FileBasedSample").Value!;
        (int exitCode, string output, string errors) = SampleRun.StartFile(program, "Gets the number of elements.", "xqzv kjhw");
        Assert.AreEqual(0, exitCode, output + errors);
        StringAssert.Matches(output.Trim(), new(@"^\d\.\d bits per character: Gets the number of elements\.\n\d+\.\d bits per character: xqzv kjhw$"));
    }

    [TestMethod]
    [DataRow("Completer", "none.onnx")]
    [DataRow("Completer", "models")]
    [DataRow("NameGenerator", "5", "none.onnx")]
    [DataRow("NameGenerator", "0", "models/dotnet-names.onnx")]
    [DataRow("NameGenerator", "many")]
    [DataRow("GibberishFilter", "5", "none.onnx")]
    [DataRow("GibberishFilter", "5", "models")]
    [DataRow("GibberishFilter", "few")]
    [DataRow("GibberishFilter", "4,5")]
    public void What_is_wrong_is_said_in_one_line(string sample, params string[] arguments)
    {
        (int exitCode, string output, string errors) = SampleRun.Start(sample, "Gets \n", arguments);
        Assert.AreNotEqual(0, exitCode);
        Assert.AreEqual("", output);
        Assert.HasCount(1, errors.Trim().Split('\n'), errors);
    }

    // The library alone, without the command line: ONNX Runtime's telemetry would write there.
    [TestMethod]
    public void A_sample_leaves_nothing_at_home()
    {
        using EmptyHome home = new();
        (int exitCode, _, string errors) = SampleRun.StartIn(home, "NameGenerator", "", "1");
        Assert.AreEqual(0, exitCode, errors);
        home.AssertStillEmpty();
    }

    [TestMethod]
    public void A_sample_is_short()
    {
        string[] programs = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "samples"), "Program.cs", SearchOption.AllDirectories);
        Assert.HasCount(7, programs);
        foreach (string program in programs)
        {
            Assert.IsLessThanOrEqualTo(60, File.ReadAllLines(program).Length, program);
        }
    }
}
