import type { Component } from '#model/component.ts';
import { type Project, projectOf } from './project.ts';

/** Tells the project of a library; a lock file beside an installed tree names the tool of the whole project. */
export function projectsOf(components: readonly Component[]): (component: Component) => Project {
  const locks = new Map<string, Project>();
  for (const component of components) {
    if (component.presence !== 'declared') continue;
    const project = projectOf(component);
    locks.set(placeOf(project, component), project);
  }
  return (component) => {
    const project = projectOf(component);
    return locks.get(placeOf(project, component)) ?? project;
  };
}

function placeOf({ directory }: Project, { ecosystem }: Component): string {
  return `${ecosystem}\0${directory}`;
}
