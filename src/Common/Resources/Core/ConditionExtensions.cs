namespace ImageAutomation.Common.Resources.Core;

/// <summary>Look-ups in a list of conditions.</summary>
public static class ConditionExtensions
{
    extension(IConditionedStatus status)
    {
        /// <summary>The condition of a type; null when it is absent.</summary>
        public Condition? Find(string type) => status.Conditions?.FirstOrDefault(c => c.Type == type);

        /// <summary>Whether the object is Ready.</summary>
        public bool IsReady => status.Find(ConditionTypes.Ready)?.Status == "True";
    }
}
