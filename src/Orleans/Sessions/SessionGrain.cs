using System.Runtime.CompilerServices;
using CharRnn.Hosting;
using CharRnn.Inference;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;

namespace CharRnn.Orleans;

/// <summary>
/// Serves the requests of a session, on the silo that its first one reached. Calls interleave, so that two sessions that are forked into each
/// other do not wait for each other; a turn keeps requests apart. What has no session in the end is soon forgotten.
/// </summary>
[GrainType("charrnn-session")]
[PreferLocalPlacement]
[Reentrant]
[CollectionAgeLimit(Minutes = 2)]
internal sealed class SessionGrain(
    [PersistentState("session", CharRnnSiloBuilderExtensions.StorageName)] IPersistentState<SessionRecord> storage,
    IServiceProvider services,
    IOptions<SessionGrainOptions> options,
    SessionCount count,
    TimeProvider time) : Grain, ISessionGrain, ISessionHeir, IDisposable
{
    private static readonly TimeSpan CollectionDelay = TimeSpan.FromMinutes(1);

    private readonly StoredSession session = new(storage, options.Value, time);
    private Turn? current;
    private bool isCounted;

    /// <summary>Gets whether there is no session, nor a request that would begin one.</summary>
    private bool IsNone => !session.Exists && current is null or { IsOver: true };

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (session.Exists)
        {
            count.Add();
            isCounted = true;
            Keep();
        }

        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Uncount();
        await session.DeleteIfExpiredAsync();
    }

    public async IAsyncEnumerable<GeneratedCharacter> StreamAsync(SessionRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using Turn turn = Begin(cancellationToken);
        Count();
        using IServiceScope scope = services.CreateScope();
        SessionRecord? start = FindStart(request);
        StreamedText text = Start(scope.ServiceProvider, request, start, turn.Token);
        await using IAsyncEnumerator<GeneratedCharacter> characters = text.GetAsyncEnumerator(turn.Token);
        int length = 0;
        while (await MoveNextAsync(characters, turn.Token))
        {
            length += characters.Current.CountCharacters();
            turn.WaitForReader();
            yield return characters.Current;
            turn.GoOn();
        }

        await StoreAsync(request, start, text.SaveState(), length);
    }

    public Task<SessionInfo?> GetAsync()
    {
        ForgetIfNone();
        return Task.FromResult(session.Exists ? session.Info : null);
    }

    public async Task<SessionInfo> ForkAsync(string key)
    {
        ForgetIfNone();
        return await GrainFactory.GetGrain<ISessionHeir>(key).AdoptAsync(session.Current ?? throw SessionFailure.NotFound());
    }

    public async Task<SessionInfo> AdoptAsync(SessionRecord record)
    {
        using Turn turn = Begin(CancellationToken.None);
        if (session.Exists)
        {
            throw SessionFailure.Exists();
        }

        Count();
        await StoreAsync(record with { Created = time.GetUtcNow(), RequestId = null, Before = null });
        return session.Info;
    }

    public async Task<bool> DeleteAsync()
    {
        bool existed;
        using (Begin(CancellationToken.None))
        {
            existed = session.Exists;
            await (existed ? session.DeleteAsync() : Task.CompletedTask);
        }

        ForgetIfNone();
        return existed;
    }

    public void Dispose() => current?.Dispose();

    private Turn Begin(CancellationToken cancellationToken)
    {
        if (current is { IsOver: false })
        {
            if (!current.IsLeft)
            {
                throw SessionFailure.Busy();
            }

            current.GiveWay();
        }

        return current = new Turn(time, UncountIfNone, cancellationToken);
    }

    /// <summary>Returns where a request starts: where the last one ended, or started, if it is the same one again. Null is the beginning.</summary>
    private SessionRecord? FindStart(SessionRequest request)
    {
        SessionRecord? last = session.Current;
        return last is not null && last.Model != request.Model ? throw SessionFailure.Unusable($"The session is of the model {last.Model}, and the request names {request.Model}.")
            : request.Id is not null && request.Id == last?.RequestId ? last.Before
            : last;
    }

    private static StreamedText Start(IServiceProvider provider, SessionRequest request, SessionRecord? start, CancellationToken cancellationToken)
    {
        try
        {
            CharRnnSnapshot snapshot = provider.GetKeyedService<CharRnnSnapshot>(request.Model)
                ?? throw new SessionException(SessionProblem.Unavailable, $"This silo has no model {request.Model}; every silo must have the same models.");
            return snapshot.Scheduler.StreamCharactersAsync(request.Request with { State = start?.State }, cancellationToken);
        }
        catch (InvalidModelException exception) when (start is not null)
        {
            throw SessionFailure.Unusable(exception.Message);
        }
        catch (Exception exception)
        {
            throw SessionFailure.Of(exception);
        }
    }

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<GeneratedCharacter> characters, CancellationToken cancellationToken)
    {
        try
        {
            return await characters.MoveNextAsync();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw SessionFailure.Of(exception);
        }
    }

    private Task StoreAsync(SessionRequest request, SessionRecord? start, byte[] state, int length) => StoreAsync(new SessionRecord
    {
        Model = request.Model,
        State = state,
        Characters = (start?.Characters ?? 0) + request.Request.Prompt.EnumerateRunes().Count() + length,
        Requests = (start?.Requests ?? 0) + 1,
        Created = start?.Created ?? time.GetUtcNow(),
        RequestId = request.Id,
        Before = request.Id is null || start is null ? null : start with { Before = null },
    });

    private async Task StoreAsync(SessionRecord record)
    {
        await session.WriteAsync(record with { Used = time.GetUtcNow() });
        Keep();
    }

    /// <summary>Stays active as long as the session lives, so that a silo knows how many it has.</summary>
    private void Keep() => DelayDeactivation(options.Value.IdleTime + CollectionDelay);

    private void ForgetIfNone()
    {
        if (IsNone)
        {
            DeactivateOnIdle();
        }
    }

    /// <summary>Takes a place among the silo's sessions, before there is one: a text that could not be stored is not generated.</summary>
    private void Count()
    {
        if (!isCounted)
        {
            count.AddNew();
            isCounted = true;
        }
    }

    private void UncountIfNone()
    {
        if (IsNone)
        {
            Uncount();
        }
    }

    private void Uncount()
    {
        if (isCounted)
        {
            count.Remove();
            isCounted = false;
        }
    }
}
