namespace SegEdge.Explain;

/// <summary>"Run this model on these tensors": the one seam between explanations and the engine.
/// Not thread-safe: one lane owns it.</summary>
public interface IGraphRunner
{
    /// <summary>Shape of the one picture input; always float.</summary>
    PictureTensor Input { get; }

    /// <summary>The outputs that carry per-pixel class scores, in the order of the model's heads.</summary>
    IReadOnlyList<ScoreTensor> Outputs { get; }

    /// <summary>One forward pass.</summary>
    /// <param name="picture">Normalised picture in the layout of <see cref="Input"/>; <see cref="PictureTensor.Length"/> values.</param>
    /// <param name="output">Index into <see cref="Outputs"/>.</param>
    /// <param name="scores">Receives <see cref="ScoreTensor.Length"/> values in the layout of that output.</param>
    void Run(ReadOnlySpan<float> picture, int output, Span<float> scores);
}
