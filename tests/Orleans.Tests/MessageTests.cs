using System.Collections;
using System.Reflection;
using CharRnn.Inference;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace CharRnn.Orleans.Tests;

/// <summary>What crosses the cluster arrives whole.</summary>
[TestClass]
public sealed class MessageTests
{
    private static readonly Serializer Serializer = new ServiceCollection()
        .AddSerializer(serializer => serializer.AddAssembly(typeof(ISessionGrain).Assembly)).BuildServiceProvider().GetRequiredService<Serializer>();

    [TestMethod]
    public void What_Orleans_logs_of_messages_has_no_text()
    {
        object[] messages =
        [
            new SessionRequest("docs", new GenerationRequest { Prompt = "Zanzibar" }, "Zanzibar"),
            new SessionRecord { Model = "docs", RequestId = "Zanzibar", Before = new SessionRecord { RequestId = "Zanzibar" } },
            new GeneratedCharacter("Zanzibar", -1.5, [new AlternativeCharacter("Zanzibar", -2)]),
            new List<GeneratedCharacter> { new("Zanzibar") },
            new SessionException(SessionProblem.Invalid, "Zanzibar is not in the vocabulary."),
        ];
        string logged = string.Join('\n', messages.Select(message => $"{(message, 1)}"));
        Assert.DoesNotContain("Zanzibar", logged);
        StringAssert.Contains(logged, "docs");
        StringAssert.Contains($"{new SessionException(SessionProblem.Busy, "It is busy.")}", "It is busy.");
    }

    [TestMethod]
    public void A_request_arrives_with_every_option()
    {
        SessionRequest sent = new("docs", new GenerationRequest
        {
            Prompt = "a\0\u2028\ud83d\ude00\"",
            State = new byte[] { 1, 2 },
            UnknownPolicy = UnknownPolicy.Skip,
            Sampling = new SamplingOptions
            {
                Temperature = 0.5,
                TopK = 3,
                TopP = 0.25,
                MinP = 0.125,
                PresencePenalty = -1,
                FrequencyPenalty = 2,
                PenaltyWindow = 7,
                LogitBias = new Dictionary<string, double> { ["a"] = double.NegativeInfinity, ["\n"] = 0.1 },
            },
            Generation = new GenerationOptions { Stop = ["x", "yz"], MinLength = 1, MaxLength = 9, Seed = ulong.MaxValue, Choices = 4, LogProbabilities = 5 },
        }, "id");
        SessionRequest received = RoundTrip(sent);
        Assert.AreEqual(("docs", "id"), (received.Model, received.Id));
        AssertDiffersFromDefaultAndEquals(new GenerationRequest(), sent.Request, received.Request);
    }

    [TestMethod]
    public void Results_arrive_whole()
    {
        GeneratedCharacter character = new("a", -1.5, [new AlternativeCharacter("b", -2), new AlternativeCharacter("\\xE2", double.NegativeInfinity)]);
        AssertDiffersFromDefaultAndEquals(default(GeneratedCharacter), character, RoundTrip(character));
        Assert.AreEqual(new GeneratedCharacter("\ud83d\ude00"), RoundTrip(new GeneratedCharacter("\ud83d\ude00")));
        Assert.IsTrue(RoundTrip(character with { IsCut = true }).IsCut);
        SentenceScore score = new(-3.25, 5, 1) { EndCount = 1, Surprisals = [1.5, double.PositiveInfinity] };
        AssertDiffersFromDefaultAndEquals(default(SentenceScore), score, RoundTrip(score));
        SessionException exception = RoundTrip(new SessionException(SessionProblem.Full, "It is full.", TimeSpan.FromSeconds(3)));
        Assert.AreEqual((SessionProblem.Full, "It is full.", TimeSpan.FromSeconds(3)), (exception.Problem, exception.Message, exception.RetryAfter));
    }

    private static T RoundTrip<T>(T value) => Serializer.Deserialize<T>(Serializer.SerializeToArray(value))!;

    /// <summary>A property that is added later has no value of its own here, and fails.</summary>
    private static void AssertDiffersFromDefaultAndEquals(object defaults, object sent, object received)
    {
        foreach (PropertyInfo property in sent.GetType().GetProperties().Where(property => property.CanWrite))
        {
            object? value = property.GetValue(sent);
            Assert.AreNotEqual(property.GetValue(defaults), value, $"{property.Name} has no value of its own in this test");
            AssertEquals(property, value, property.GetValue(defaults), property.GetValue(received));
        }
    }

    private static void AssertEquals(PropertyInfo property, object? sent, object? defaults, object? received)
    {
        switch (sent)
        {
            case SamplingOptions or GenerationOptions:
                AssertDiffersFromDefaultAndEquals(defaults!, sent, received!);
                break;
            case ReadOnlyMemory<byte> bytes:
                CollectionAssert.AreEqual(bytes.ToArray(), ((ReadOnlyMemory<byte>)received!).ToArray());
                break;
            case IEnumerable items and not string:
                CollectionAssert.AreEqual(items.Cast<object>().ToArray(), ((IEnumerable)received!).Cast<object>().ToArray(), property.Name);
                break;
            default:
                Assert.AreEqual(sent, received, property.Name);
                break;
        }
    }
}
