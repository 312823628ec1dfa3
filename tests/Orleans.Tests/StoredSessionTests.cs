using System.Text;
using Microsoft.Extensions.Options;

namespace CharRnn.Orleans.Tests;

/// <summary>What a storage holds is not trusted.</summary>
[TestClass]
public sealed class StoredSessionTests
{
    private static readonly SessionRecordSerializer Serializer = new(Options.Create(new SessionGrainOptions { MaxStateSize = 3000 }));
    private static readonly SessionRecord Record = new() { Model = "docs", State = [1, 2, 3], Characters = 4, Requests = 2, Writer = Guid.NewGuid(), Created = DateTimeOffset.UnixEpoch };

    [TestMethod]
    public void A_record_is_read_as_it_was_written()
    {
        SessionRecord read = Read(Serializer.Serialize(Record));
        CollectionAssert.AreEqual(Record.State, read.State);
        Assert.AreEqual(Record, read with { State = Record.State });
    }

    [TestMethod]
    [DataRow("", "is not valid JSON at byte 1")]
    [DataRow("null", "is null")]
    [DataRow("[]", "is not valid JSON")]
    [DataRow("{\"format\":2}", "has format 2; this version of CharRnn reads format 1")]
    [DataRow("{\"format\":1,\"state\":null}", "damaged")]
    [DataRow("{\"format\":1,\"state\":\"%\"}", "is not valid JSON")]
    [DataRow("{\"format\":1,\"model\":\"m\",\"state\":\"\",\"characters\":-1}", "damaged")]
    [DataRow("{\"format\":1,\"model\":\"m\",\"state\":\"\",\"requests\":9223372036854775807}", "damaged")]
    [DataRow("{\"format\":1,\"model\":\"m\",\"state\":\"\",\"used\":\"9999-12-31T23:59:59Z\"}", "damaged")]
    [DataRow("{\"format\":1,\"model\":\"m\",\"state\":\"\",\"created\":\"9999-12-31T23:59:59Z\"}", "damaged")]
    [DataRow("{\"format\":1,\"model\":\"m\",\"state\":\"\",\"before\":{\"model\":\"m\",\"state\":\"\",\"before\":{\"model\":\"m\",\"state\":\"\"}}}", "damaged")]
    [DataRow("{\"format\":1,\"model\":\"m\",\"state\":\"\",\"before\":{\"model\":\"m\",\"state\":\"\",\"requests\":-1}}", "damaged")]
    [DataRow("{\"format\":99999999999999}", "is not valid JSON")]
    public void What_cannot_be_read_is_a_damaged_session(string json, string why) => StringAssert.Contains(Read(json).Damage, why);

    [TestMethod]
    public void A_record_of_no_more_than_a_model_and_a_state_is_read() => Assert.IsNull(Read("{\"format\":1,\"model\":\"m\",\"state\":\"\"}").Damage);

    [TestMethod]
    public void What_is_too_large_is_not_read() => StringAssert.Contains(Read(new string(' ', 20_000)).Damage, "has 20000 bytes; must be at most");

    [TestMethod]
    public void Any_bytes_can_be_read()
    {
        byte[] sound = Serializer.Serialize(Record).ToArray();
        Random random = new(1);
        for (int i = 0; i < 5000; i++)
        {
            byte[] mutant = [.. sound];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            }

            Assert.IsNotNull(Read(new BinaryData(mutant[..random.Next(mutant.Length + 1)])));
        }
    }

    private static SessionRecord Read(string json) => Read(new BinaryData(Encoding.UTF8.GetBytes(json)));

    private static SessionRecord Read(BinaryData data) => Serializer.Deserialize<SessionRecord>(data)!;
}
