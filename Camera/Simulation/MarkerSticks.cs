namespace SegEdge.Camera.Simulation;

/// <summary>Where marker sticks stand in a field of look-alike plants. The plants, soil and light of one seed are the same for all three.</summary>
public enum MarkerSticks
{
    /// <summary>Nowhere: the same scenes with the sticks taken away.</summary>
    None,

    /// <summary>Beside each weed and nowhere else: the planted shortcut.</summary>
    BesideWeeds,

    /// <summary>Beside as many places as there are weeds, drawn without regard to what grows there, so that a stick tells nothing: the control.</summary>
    Anywhere,
}
