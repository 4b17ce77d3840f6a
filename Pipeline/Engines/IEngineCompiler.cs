namespace SegEdge.Pipeline.Engines;

/// <summary>What makes an engine, minutes long and without asking anybody: the seam to TensorRT.</summary>
internal interface IEngineCompiler
{
    /// <param name="folder">Empty; gets the engine's files and nothing else.</param>
    void Compile(EngineOrder order, string folder);
}
