namespace SegEdge.Camera.Simulation;

/// <summary>Something that happens in front of the camera, or on it, from one frame number to another.</summary>
/// <param name="FirstFrame">The first frame that shows it. A weed patch or a hose lies in the field and can be seen coming.</param>
/// <param name="LastFrame">The last one, included.</param>
/// <param name="Variation">Any number: another one gives another person, another side, another splash.</param>
public readonly record struct Incident(IncidentKind Kind, long FirstFrame, long LastFrame, int Variation = 0)
{
    public bool Holds(long frame) => frame >= FirstFrame && frame <= LastFrame;

    /// <summary>How far it has gone at this frame: above 0 at the first, below 1 at the last.</summary>
    public float Progress(long frame) => (frame - FirstFrame + 0.5f) / (LastFrame - FirstFrame + 1);
}
