using SegEdge.Explain;

namespace SegEdge.Pipeline;

/// <summary>A head whose scores are known for every class and pixel: what explanations ask about. All of it speaks of the last run.</summary>
internal interface IScoredHead : IHeadReader
{
    /// <summary>What explanations may know of the scores. Their resolution may be another than that of <see cref="IHeadReader.NewMap"/>.</summary>
    ScoreTensor Tensor { get; }

    /// <param name="scores">Receives <see cref="ScoreTensor.Length"/> values.</param>
    void CopyScores(Span<float> scores);

    /// <summary>The class map at the resolution of the scores; null if a score is NaN or infinite.</summary>
    ClassMap? MapOfScores();
}
