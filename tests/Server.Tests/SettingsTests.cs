using System.Text.RegularExpressions;

namespace CharRnn.Server.Tests;

/// <summary>A wrong setting stops the start, and is named with what was given and what is allowed. No key is quoted.</summary>
[TestClass]
public sealed partial class SettingsTests : IDisposable
{
    private const string Key = "a-key-of-the-tests-1";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public async Task Every_problem_of_the_settings_is_reported_at_the_start()
    {
        InvalidOptionsException exception = await Assert.ThrowsAsync<InvalidOptionsException>(() => RunningServer.RunAsync(
            "Models:docs:ModelPath=missing.onnx", "Models:docs:Scheduler:QueueLength=0", "Server:MaxTokens=0", "Server:ApiKeys:0=short", "Server:RequestTimeout=00:00:00"));
        foreach (string problem in (string[])["ModelPath is missing.onnx", "QueueLength is 0", "MaxTokens is 0", "ApiKeys:0 has 5 characters", "RequestTimeout is 00:00:00"])
        {
            StringAssert.Contains(exception.Message, problem);
        }
    }

    [TestMethod]
    [DataRow("Server:MaxTokens=1", "No model is named; must be at least one, for example CharRnn:Models:NAME:ModelPath=model.onnx.")]
    [DataRow("Server:MaxTokens=many", "'CharRnn:Server:MaxTokens'")]
    [DataRow("Server:GracePeriod=soon", "'CharRnn:Server:GracePeriod'")]
    [DataRow("Server:MaxTokens=0", "MaxTokens is 0; must be from 1 to 10000000.")]
    [DataRow("Server:RequestTimeout=2.00:00:00", "RequestTimeout is 2.00:00:00; must be from 00:00:01 to 1.00:00:00.")]
    [DataRow("Server:UnknownPolicy=7", "UnknownPolicy is 7; must be one of Error, Replace, Skip, Floor.")]
    [DataRow("Server:ApiKeyFile=missing", "ApiKeyFile is missing; must be an existing file.")]
    [DataRow("Server:ApiKeyFile=missing/keys", "ApiKeyFile is missing/keys; must be a file that can be read")]
    [DataRow("Server:ApiKeyFile=models", "ApiKeyFile is models; must be a file that can be read ('models' is a folder; must be a file).")]
    [DataRow("Server:ApiKey=" + Key, "CharRnn:Server:ApiKey is no setting; must be one of ApiKeys, ApiKeyFile,")]
    [DataRow("Server:ApiKeys=" + Key, "ApiKeys is one text; must be a list, in which ApiKeys:0 is the first key.")]
    [DataRow("Server:ApiKeys:0=", "ApiKeys:0 has 0 characters; must have from 16 to 512.")]
    [DataRow("Server:ApiKeys:1=two words, and long", "ApiKeys:0 has a blank or a character that is not ASCII; must have none.")]
    [DataRow("Models:docs:ModelPth=a.onnx", "CharRnn:Models:docs:ModelPth is no setting; must be one of ModelPath, ReloadOnChange, GracePeriod, Model, Scheduler, Scoring.")]
    [DataRow("Models:docs:Scheduler:BatchSiez=3", "CharRnn:Models:docs:Scheduler:BatchSiez is no setting; must be one of Threads, BatchSize, QueueLength.")]
    [DataRow("Sessions:IdelTime=00:00:01", "CharRnn:Sessions:IdelTime is no setting; must be one of IdleTime, MaxSessions, MaxStateSize.")]
    [DataRow("Sessions:IdleTime=00:00:00", "IdleTime is 00:00:00; must be from 00:00:01 to 365.00:00:00.")]
    [DataRow("Cluster:Redsi=redis://localhost", "CharRnn:Cluster:Redsi is no setting; must be one of Redis, Name, Address, Port, Membership.")]
    [DataRow("Cluster:Membership:ProbeTimout=00:00:01", "CharRnn:Cluster:Membership:ProbeTimout is no setting; must be one of ")]
    [DataRow("Cluster:Port=-1", "Cluster:Port is -1; must be from 0 to 65535.")]
    [DataRow("Cluster:Name=", "Cluster:Name is empty; must be a text.")]
    public async Task A_wrong_setting_is_named(string setting, string message)
    {
        InvalidOptionsException exception = await Assert.ThrowsAsync<InvalidOptionsException>(() => RunningServer.RunAsync(setting));
        StringAssert.Contains(exception.Message, message);
        Assert.DoesNotContain(Key, exception.Message);
    }

    [TestMethod]
    [DataRow(ModelTask.Answer, "charrnn answer")]
    [DataRow(ModelTask.Tag, "charrnn tag")]
    [DataRow(ModelTask.Classify, "charrnn classify")]
    public async Task A_model_of_another_task_is_refused_by_the_name_of_what_runs_it(ModelTask task, string command)
    {
        string model = MadeModels.Of(folder, task);
        InvalidModelException exception = await Assert.ThrowsAsync<InvalidModelException>(() => RunningServer.RunAsync($"Models:docs:ModelPath={model}"));
        StringAssert.Contains(exception.Message, command);
        Assert.DoesNotContain('\n', exception.Message);
        StringAssert.StartsWith(exception.Message, "docs is a model that ");
    }

    [TestMethod]
    public void The_guide_has_every_setting_with_its_default()
    {
        CharRnnServerOptions defaults = new();
        string[] expected = [.. typeof(CharRnnServerOptions).GetProperties().Select(property => $"{property.Name}: {(property.GetValue(defaults) is null or IList<string> ? "none" : property.GetValue(defaults))}")];
        string guide = ReadMe.Read(Path.Combine("docs", "guides", "serve.md"));
        string table = guide[guide.IndexOf("| setting of", StringComparison.Ordinal)..guide.IndexOf("A setting of another name", StringComparison.Ordinal)];
        CollectionAssert.AreEqual(expected, Row().Matches(table).Select(row => $"{row.Groups[1].Value}: {row.Groups[2].Value}").ToArray());
    }

    [TestMethod]
    [DataRow("", "which has no key; must have at least one.")]
    [DataRow("# one\r\n\r\n", "which has no key; must have at least one.")]
    [DataRow(Key + "\r\nshort\r\n", "Line 2 of ApiKeyFile has 5 characters; must have from 16 to 512.")]
    [DataRow(Key + "\nähnlich-wie-ein-key\n", "Line 2 of ApiKeyFile has a blank or a character that is not ASCII; must have none.")]
    public async Task A_wrong_line_of_the_file_of_keys_is_named(string keys, string message)
    {
        string file = folder.File("keys");
        await File.WriteAllTextAsync(file, keys);
        InvalidOptionsException exception = await Assert.ThrowsAsync<InvalidOptionsException>(() => RunningServer.RunAsync($"Server:ApiKeyFile={file}"));
        StringAssert.Contains(exception.Message, message);
        Assert.DoesNotContain(Key, exception.Message);
    }

    [GeneratedRegex(@"\| `(\w+)` \|[^|]*\| (\S+) \|")]
    private static partial Regex Row();
}
