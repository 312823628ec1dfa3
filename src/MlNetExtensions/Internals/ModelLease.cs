using CharRnn.Inference;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>One user's hold on a shared model.</summary>
internal sealed class ModelLease(SharedModel shared) : IDisposable
{
    private int isReleased;

    public CharRnnModel Model { get; } = shared.Take();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref isReleased, 1) == 0)
        {
            shared.Release();
        }
    }
}
