using System.CommandLine;
using CharRnn.Trainer;

namespace CharRnn.Cli.Tests;

/// <summary>Which values the options of all commands take, without running a command.</summary>
[TestClass]
public sealed class OptionValueTests
{
    private static readonly string[] FreeTexts = ["--prompt", "--stop", "--answer-after"];

    [TestMethod]
    [DataRow("0,5")]
    [DataRow("1,000")]
    [DataRow("1.000,5")]
    [DataRow("1'000")]
    [DataRow("1_000")]
    [DataRow("1 000")]
    [DataRow(" 1")]
    [DataRow("1 ")]
    [DataRow("")]
    [DataRow("0x10")]
    [DataRow("1e400")]
    [DataRow("1e99999")]
    [DataRow("NaN")]
    [DataRow("Infinity")]
    [DataRow("-∞")]
    [DataRow("½")]
    [DataRow("٣")]
    [DataRow("$1")]
    [DataRow("(1)")]
    [DataRow("50%")]
    [DataRow("ten")]
    public void No_option_takes_what_is_not_a_plain_number(string value)
    {
        foreach ((Command command, Option option) in Options(type => type == typeof(int) || type == typeof(long) || type == typeof(ulong) || type == typeof(double)))
        {
            string error = Errors(command.Name, option.Name, value).Single();
            StringAssert.StartsWith(error, $"{option.Name} is {value}; must be a ", command.Name);
        }
    }

    [TestMethod]
    public void Numbers_are_read_as_they_are_written()
    {
        ParseResult parsed = CharRnnCommand.Parse("sample", "m.onnx", "--seed", "18446744073709551615", "--temperature", "1.5e-1", "--presence-penalty", "-.5", "--top-k", "+3");
        Assert.IsEmpty(parsed.Errors);
        Assert.AreEqual(ulong.MaxValue, parsed.GetValue<ulong?>("--seed"));
        Assert.AreEqual(0.15, parsed.GetValue<double>("--temperature"));
        Assert.AreEqual(-0.5, parsed.GetValue<double>("--presence-penalty"));
        Assert.AreEqual(3, parsed.GetValue<int>("--top-k"));
        Assert.IsNull(CharRnnCommand.Parse("sample", "m.onnx").GetValue<ulong?>("--seed"));
    }

    [TestMethod]
    public void A_number_out_of_range_is_told_the_range()
    {
        CollectionAssert.AreEqual((string[])["--seed is -1; must be a whole number from 0 to 18446744073709551615, without separators."], Errors("sample", "--seed", "-1"));
        CollectionAssert.AreEqual((string[])["--hidden is 2147483648; must be a whole number up to 2147483647, without separators."], Errors("train", "--hidden", "2147483648"));
        CollectionAssert.AreEqual((string[])["--temperature is 0,8; must be a number such as 0.8, with a decimal point and without separators."], Errors("sample", "--temperature", "0,8"));
    }

    [TestMethod]
    public void No_option_takes_an_enumeration_by_number_or_by_several_names()
    {
        foreach ((Command command, Option option) in Options(type => type.IsEnum))
        {
            string[] names = option.HelpName!.Split('|');
            foreach (string value in (string[])["0", "-1", "7", "+1", "", " " + names[0], $"{names[0]},{names[^1]}", names[0] + "x"])
            {
                Assert.AreEqual($"{option.Name} is {value}; must be one of {string.Join(", ", names)}.", Errors(command.Name, option.Name, value).Single(), command.Name);
            }

            Assert.IsEmpty(Errors(command.Name, option.Name, names[^1].ToUpperInvariant()), command.Name);
        }
    }

    [TestMethod]
    public void A_name_can_have_the_hyphens_that_its_authors_give_it()
    {
        Assert.IsEmpty(Errors("train", "--optimizer", "Hessian-free"));
        Assert.AreEqual(OptimizerKind.HessianFree, CharRnnCommand.Parse("train", "--output", "run", "--optimizer", "hessian-free").GetValue<OptimizerKind>("--optimizer"));
    }

    [TestMethod]
    public void No_option_takes_an_empty_name_or_the_name_of_another_option()
    {
        foreach ((Command command, Option option) in Options(type => type == typeof(string)).Where(pair => !FreeTexts.Contains(pair.Option.Name)))
        {
            Assert.AreEqual($"{option.Name} is empty; must be a name or a path.", Errors(command.Name, option.Name, "").Single(), command.Name);
            StringAssert.StartsWith(Errors(command.Name, option.Name, "--force").Single(), $"{option.Name} is --force, which looks like an option", command.Name);
            Assert.IsEmpty(Errors(command.Name, option.Name, "-"), command.Name);
        }
    }

    [TestMethod]
    public void No_argument_takes_an_empty_name()
    {
        foreach (Command command in CharRnnCommand.Root.Subcommands.Where(command => command.Arguments.Count > 0))
        {
            CollectionAssert.Contains(
                CharRnnCommand.Parse(command.Name, "").Errors.Select(error => error.Message).ToArray(), $"{command.Arguments[0].Name} is empty; must be a name or a path.");
        }

        Assert.AreEqual("FILE is empty; must be a name or a path.", CharRnnCommand.Parse("score", "m.onnx", "").Errors.Single().Message);
    }

    [TestMethod]
    [DataRow("@home")]
    [DataRow("@")]
    [DataRow("--")]
    [DataRow("---")]
    [DataRow("--seed")]
    [DataRow("-5 degrees")]
    [DataRow("-")]
    [DataRow("")]
    [DataRow("a=b")]
    [DataRow("--prompt=--")]
    [DataRow("->")]
    public void A_prompt_a_stop_and_a_separator_can_be_any_text(string text)
    {
        ParseResult parsed = CharRnnCommand.Parse("sample", "--prompt", text, "--stop", text, "m.onnx", "--stop", "--", "--seed", "1");
        Assert.IsEmpty(parsed.Errors);
        Assert.AreEqual(text, parsed.GetValue<string>("--prompt"));
        CollectionAssert.AreEqual((string[])[text, "--"], parsed.GetValue<string[]>("--stop"));
        Assert.AreEqual("m.onnx", parsed.GetValue<string>("MODEL|RUN|WEIGHTS"));
        Assert.AreEqual(1ul, parsed.GetValue<ulong?>("--seed"));
        ParseResult train = CharRnnCommand.Parse("train", "--answer-after", text, "--corpus", "c.txt", "--output", "o");
        Assert.IsEmpty(train.Errors);
        Assert.AreEqual(text, train.GetValue<string>("--answer-after"));
    }

    [TestMethod]
    public void Two_dashes_end_the_options_where_no_value_is_missing()
    {
        ParseResult parsed = CharRnnCommand.Parse("score", "--format", "json", "--", "@model.onnx", "lines.txt");
        Assert.IsEmpty(parsed.Errors);
        Assert.AreEqual("@model.onnx", parsed.GetValue<string>("MODEL|RUN|WEIGHTS"));
    }

    /// <summary>Every option of every command whose type fits, with the types that may be null.</summary>
    private static IEnumerable<(Command Command, Option Option)> Options(Predicate<Type> fits)
    {
        (Command, Option)[] options = [.. CharRnnCommand.Root.Subcommands.SelectMany(command => command.Options
            .Where(option => fits(Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType)).Select(option => (command, option)))];
        Assert.IsNotEmpty(options);
        return options;
    }

    /// <summary>What is wrong with a command line that is otherwise complete.</summary>
    private static string[] Errors(string command, params string[] option)
    {
        string[] output = option[0] == "--output" || command is not ("train" or "export" or "visualize") ? [] : ["--output", "o.onnx"];
        string[] source = command switch
        {
            "train" or "presets" => [],
            "visualize" => ["source", "text"],
            _ => ["source"],
        };
        return [.. CharRnnCommand.Parse([command, .. source, .. output, .. option]).Errors.Select(error => error.Message)];
    }
}
