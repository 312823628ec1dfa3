using Orleans.Storage;

namespace CharRnn.Orleans;

/// <summary>A session in its storage. It ends when it was idle too long, whether or not anybody notices.</summary>
/// <param name="storage">The storage.</param>
/// <param name="options">How long it is kept, and its greatest size.</param>
/// <param name="time">The time.</param>
internal sealed class StoredSession(IPersistentState<SessionRecord> storage, SessionGrainOptions options, TimeProvider time)
{
    private readonly Guid writer = Guid.NewGuid();

    /// <summary>Gets the session; null where there is none.</summary>
    /// <exception cref="SessionException">What is stored cannot be used.</exception>
    public SessionRecord? Current => !Exists ? null
        : storage.State.Damage is { } damage ? throw SessionFailure.Unusable(damage)
        : storage.State;

    /// <summary>Gets whether there is a session, which may be damaged.</summary>
    public bool Exists => storage.RecordExists && !IsExpired;

    private bool IsExpired => storage.RecordExists && storage.State.Damage is null && storage.State.Used + options.IdleTime <= time.GetUtcNow();

    /// <summary>Describes the session.</summary>
    public SessionInfo Info => new(Current!.Model, Current.Characters, Current.Requests, Current.Created, Current.Used + options.IdleTime);

    /// <summary>Stores the session. If that fails, it is as it was, or as another activation stored it.</summary>
    /// <exception cref="SessionException">It could not be stored.</exception>
    public async Task WriteAsync(SessionRecord record)
    {
        if (record.State.Length > options.MaxStateSize)
        {
            throw new SessionException(SessionProblem.Invalid, $"The session has {record.State.Length} bytes; must be at most {options.MaxStateSize}.");
        }

        SessionRecord before = storage.State;
        try
        {
            await WriteOverOwnAsync(record with { Writer = writer });
        }
        catch (Exception exception) when (exception is not SessionException) // the storage logs it
        {
            storage.State = before;
            throw SessionFailure.NotStored();
        }
    }

    /// <summary>Deletes the session.</summary>
    public Task DeleteAsync() => storage.ClearStateAsync();

    /// <summary>Deletes the session if it was idle too long.</summary>
    public Task DeleteIfExpiredAsync() => IsExpired ? DeleteAsync() : Task.CompletedTask;

    /// <summary>A write that seemed to fail can have reached the storage later. It does not stand in the way of the same activation's next.</summary>
    /// <exception cref="SessionException">Another activation wrote; the session is as it stored it.</exception>
    private async Task WriteOverOwnAsync(SessionRecord record)
    {
        try
        {
            storage.State = record;
            await storage.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            await storage.ReadStateAsync();
            if (storage.RecordExists && storage.State.Writer != writer)
            {
                throw SessionFailure.Overtaken();
            }

            storage.State = record;
            await storage.WriteStateAsync();
        }
    }
}
