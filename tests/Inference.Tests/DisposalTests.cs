namespace CharRnn.Inference.Tests;

/// <summary>What is disposed while it is in use says so, and the process lives on.</summary>
[TestClass]
public sealed class DisposalTests
{
    [TestMethod]
    public void A_model_disposed_while_sessions_and_scorers_use_it_ends_them_with_an_error()
    {
        for (int trial = 0; trial < 5; trial++)
        {
            CharRnnModel model = ShippedModel.Load();
            using Barrier started = new(5);
            Task<Exception?>[] users = [.. Enumerable.Range(0, 4).Select(user => Task.Run(() => RunUntilError(model, user, started)))];
            started.SignalAndWait();
            Thread.Sleep(20);
            model.Dispose();
            foreach (Task<Exception?> user in users)
            {
                Assert.IsInstanceOfType<ObjectDisposedException>(user.Result);
            }
        }
    }

    [TestMethod]
    public void A_session_disposed_while_another_thread_draws_ends_it_with_an_error()
    {
        using CharRnnModel model = ShippedModel.Load();
        for (int trial = 0; trial < 20; trial++)
        {
            GenerationSession session = model.CreateSession();
            using ManualResetEventSlim started = new();
            Task<Exception?> user = Task.Run(() => Catch(() =>
            {
                while (true)
                {
                    session.Next();
                    started.Set();
                }
            }));
            started.Wait();
            session.Dispose();
            Assert.IsInstanceOfType<ObjectDisposedException>(user.Result);
        }
    }

    [TestMethod]
    public void Nothing_can_be_made_from_a_disposed_model()
    {
        CharRnnModel model = ShippedModel.Load();
        GenerationSession session = model.CreateSession();
        model.Dispose();
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => session.Next());
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.CreateSession());
        Assert.ThrowsExactly<ObjectDisposedException>(() => new SentenceScorer(model).Score("a"));
        session.Dispose();
        session.Dispose();
    }

    private static Exception? RunUntilError(CharRnnModel model, int user, Barrier started) => Catch(() =>
    {
        using GenerationSession session = model.CreateSession();
        SentenceScorer scorer = new(model);
        started.SignalAndWait();
        while (true)
        {
            if (user % 2 == 0)
            {
                session.Next();
            }
            else
            {
                scorer.Score("Gets the number of elements.");
            }
        }
    });

    private static Exception? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (ObjectDisposedException exception)
        {
            return exception;
        }
    }
}
