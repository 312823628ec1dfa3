namespace CharRnn.Inference;

/// <summary>How busy a scheduler is.</summary>
/// <param name="Queued">Texts that wait.</param>
/// <param name="QueueLength">How many can.</param>
/// <param name="Active">Texts that grow.</param>
/// <param name="Rows">How many can.</param>
/// <param name="End">Why it takes no more texts; null while it does.</param>
internal readonly record struct SchedulerLoad(int Queued, int QueueLength, int Active, int Rows, Exception? End);
