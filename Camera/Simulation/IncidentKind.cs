namespace SegEdge.Camera.Simulation;

public enum IncidentKind
{
    /// <summary>A stretch of field full of weeds.</summary>
    WeedPatch,

    /// <summary>Somebody walks across in front of the robot.</summary>
    PersonCrossing,

    /// <summary>A deer or a dog runs across.</summary>
    AnimalCrossing,

    /// <summary>A hose lies across the rows.</summary>
    Hose,

    /// <summary>The sun stands low ahead and blinds the camera. The truth stays as it is.</summary>
    LowSun,

    /// <summary>Splashes on the lens. The truth stays as it is.</summary>
    MudOnLens,
}
