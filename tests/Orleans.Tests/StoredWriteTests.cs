using Orleans.Storage;

namespace CharRnn.Orleans.Tests;

/// <summary>A session that two activations write, as can be for a moment when a silo dies or is cut off.</summary>
[TestClass]
public sealed class StoredWriteTests
{
    [TestMethod]
    public async Task What_another_activation_stored_is_not_lost()
    {
        SharedStore store = new();
        StoredSession first = SessionOf(store);
        await first.WriteAsync(Record(1));
        StoredSession second = SessionOf(store);
        await second.WriteAsync(Record(2));
        SessionException exception = await Assert.ThrowsExactlyAsync<SessionException>(() => first.WriteAsync(Record(100)));
        Assert.AreEqual(SessionProblem.Unavailable, exception.Problem);
        Assert.AreEqual(2, first.Info.Requests); // where the other went, and not where this one was
        await first.WriteAsync(Record(3));
        Assert.AreEqual(3, SessionOf(store).Info.Requests);
    }

    [TestMethod]
    public async Task A_write_that_fails_leaves_the_session_as_it_was_though_it_reaches_the_storage_later()
    {
        SharedStore store = new();
        StoredSession session = SessionOf(store);
        await session.WriteAsync(Record(1));
        store.Failure = new TimeoutException();
        await Assert.ThrowsExactlyAsync<SessionException>(() => session.WriteAsync(Record(2)));
        Assert.AreEqual(1, session.Info.Requests);
        store.Failure = null;
        await session.WriteAsync(Record(3));
        Assert.AreEqual(3, SessionOf(store).Info.Requests);
    }

    private static StoredSession SessionOf(SharedStore store) => new(new Activation(store), new SessionGrainOptions(), TimeProvider.System);

    private static SessionRecord Record(int requests) => new() { Model = "docs", State = [1], Requests = requests, Used = DateTimeOffset.UtcNow };

    private sealed class SharedStore
    {
        public SessionRecord? Record { get; set; }

        public int Version { get; set; }

        /// <summary>Gets or sets what a writer is told although its write comes through.</summary>
        public Exception? Failure { get; set; }
    }

    private sealed class Activation : IPersistentState<SessionRecord>
    {
        private readonly SharedStore store;
        private int version;

        public Activation(SharedStore store)
        {
            this.store = store;
            ReadStateAsync();
        }

        public SessionRecord State { get; set; } = new();

        public string? Etag => $"{version}";

        public bool RecordExists { get; private set; }

        public Task ReadStateAsync()
        {
            (State, RecordExists, version) = (store.Record ?? new SessionRecord(), store.Record is not null, store.Version);
            return Task.CompletedTask;
        }

        public Task WriteStateAsync() => ChangeAsync(State);

        public Task ClearStateAsync() => ChangeAsync(null);

        private Task ChangeAsync(SessionRecord? record)
        {
            if (version != store.Version)
            {
                throw new InconsistentStateException();
            }

            (store.Record, store.Version) = (record, store.Version + 1);
            if (store.Failure is { } failure)
            {
                throw failure;
            }

            (version, RecordExists) = (store.Version, record is not null);
            return Task.CompletedTask;
        }
    }
}
