namespace CharRnn.Docs.Tests;

/// <summary>The console programs of the guides print what the pages say.</summary>
[TestClass]
public sealed class ProgramTests
{
    [TestMethod]
    public void A_score_is_the_sum_of_its_surprisals() => ReadMe.AssertShowsOutput(WhatAScoreMeans.Program.Run, Pages.Guide("what-a-score-means"));

    [TestMethod]
    public void A_text_is_compared_with_a_corpus() => ReadMe.AssertShowsOutput(MeasureNovelty.Program.Run, Pages.Guide("novelty"));

    [TestMethod]
    public void A_session_is_searched_saved_and_restored() => ReadMe.AssertShowsOutput(GenerateInAProgram.Program.Run, Pages.Guide("generate"));
}
